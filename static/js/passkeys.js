// Asks the browser for a passkey: form[data-passkey="create" | "get"], its options in data-options (JSON from the server),
// the answer in its field "credential"; at once, or with data-passkey-waits when its button is pressed. What went wrong is said in [data-passkey-problem], in the page's own words.
// Browsers read and write the JSON themselves: Chrome and Edge since 129, Firefox since 119, Safari since 18.4 (docs/decisions/0039).

const ask = {
  create: (options) =>
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  get: (options) =>
    navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
};

async function answer(form) {
  const problem = document.querySelector("[data-passkey-problem]");
  problem.hidden = true;
  try {
    const credential = (await ask[form.dataset.passkey](JSON.parse(form.dataset.options))).toJSON();
    const extensions = JSON.stringify(credential.clientExtensionResults); // where the server looks for them, as text
    form.elements.credential.value = JSON.stringify({ ...credential, extensions });
    HTMLFormElement.prototype.submit.call(form); // a field of the form may be called "submit"
  } catch {
    problem.hidden = false;
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answer(form);
  });
  if (!("passkeyWaits" in form.dataset)) answer(form);
}
