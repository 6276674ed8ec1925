import type { FC } from 'hono/jsx';
import { Layout } from './layout.tsx';
import type { Reader } from './reader.ts';

export interface LoginPageProps {
  reader: Reader;
  back: string;
  /** Why the last try did not work. */
  problem?: string;
}

/** Asks for the password, and for a name the others can recognise. */
export const LoginPage: FC<LoginPageProps> = ({ reader, back, problem }) => {
  const { page } = reader;
  return (
    <Layout reader={reader} title={`${page.login} · Earshot`}>
      <main class="alone">
        <h1>Earshot</h1>
        {problem && (
          <p class="trouble" role="alert">
            {problem}
          </p>
        )}
        <form class="login" method="post" action="/login">
          <input type="hidden" name="back" value={back} />
          <label>
            {page.password}
            <input name="password" type="password" autocomplete="current-password" required autofocus />
          </label>
          <label>
            {page.yourName}
            <input name="name" value={reader.name ?? ''} maxlength={40} autocomplete="nickname" />
          </label>
          <button class="primary" type="submit">
            {page.login}
          </button>
        </form>
      </main>
    </Layout>
  );
};
