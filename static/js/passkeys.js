// Asks the browser for a passkey: form[data-passkey="create" | "get"], its options in data-options (JSON from the server),
// the answer in its field "credential"; at once, or with data-passkey-waits when its button is pressed. What went wrong is said in [data-passkey-problem], in the page's own words.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0))
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')
const known = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }))

async function create(options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: known(options.excludeCredentials),
    },
  })
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    response: {
      attestationObject: text(made.response.attestationObject),
      clientDataJSON: text(made.response.clientDataJSON),
      transports: made.response.getTransports ? made.response.getTransports() : null,
    },
    extensions: JSON.stringify(made.getClientExtensionResults()),
  }
}

async function get(options) {
  const proof = await navigator.credentials.get({
    publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: known(options.allowCredentials) },
  })
  return {
    id: proof.id,
    rawId: text(proof.rawId),
    type: proof.type,
    response: {
      authenticatorData: text(proof.response.authenticatorData),
      clientDataJSON: text(proof.response.clientDataJSON),
      signature: text(proof.response.signature),
      userHandle: proof.response.userHandle ? text(proof.response.userHandle) : null,
    },
  }
}

async function ask(form) {
  const problem = document.querySelector('[data-passkey-problem]')
  problem.hidden = true
  try {
    const credential = await (form.dataset.passkey === 'create' ? create : get)(JSON.parse(form.dataset.options))
    form.elements.credential.value = JSON.stringify(credential)
    HTMLFormElement.prototype.submit.call(form)  // a field of the form may be called "submit"
  } catch {
    problem.hidden = false
  }
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    ask(form)
  })
  if (!('passkeyWaits' in form.dataset)) ask(form)
}
