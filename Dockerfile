# Everything that compiles happens in stages of its own: the image that runs holds neither compiler nor sources.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY src ./src
COPY workers ./workers
RUN npm run build

FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force

FROM node:24-slim
ENV NODE_ENV=production \
    EARSHOT_CONFIG=/app/config \
    EARSHOT_HOME=/data
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
COPY bin ./bin
COPY config ./config
COPY models ./models
USER node
VOLUME /data
EXPOSE 4747
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 4747}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# There is no Redis in this image: set REDIS_URL, as docker-compose.yml does.
ENTRYPOINT ["node", "bin/earshot.js"]
CMD ["run"]
