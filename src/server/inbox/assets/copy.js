// Copies a suggested sentence with one tap. Without it, the field can be marked and copied by hand.
const copy = async (field) => {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // Pages that did not come over https, nor from this machine, have no clipboard but this old one.
    field.select();
    return document.execCommand('copy');
  }
};

for (const button of document.querySelectorAll('.suggestion button')) {
  const field = button.parentElement.querySelector('textarea');
  button.hidden = false;
  button.addEventListener('click', async () => {
    if (await copy(field)) button.textContent = button.dataset.copied;
  });
}
