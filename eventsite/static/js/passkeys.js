// Passkeys: asks the browser for one and sends its answer with the form.
// <form data-passkey="create|get" data-options="{…}"> with a field named "credential".

const problem = document.querySelector("[data-passkey-problem]");
const forms = document.querySelectorAll("form[data-passkey]");

const isKnown = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);
for (const form of forms) {
  if (isKnown) form.hidden = false;
  form.addEventListener("submit", ask, { capture: true });
}
if (!isKnown && document.querySelector("form[data-passkey=create]")) say("unsupported");

// Back from the next page: what was answered then is of no use now.
addEventListener("pageshow", () => {
  for (const form of forms) form.elements.credential.value = "";
});

async function ask(event) {
  const form = event.currentTarget;
  const field = form.elements.credential;
  if (field.value) return; // the browser has answered: off it goes
  if (form.elements.name?.value.trim() === "") return; // the server says what is missing
  event.preventDefault();
  event.stopPropagation(); // it is not sent yet
  if (!isKnown) return say("unsupported");
  problem.hidden = true;
  const options = JSON.parse(form.dataset.options);
  try {
    const credential =
      form.dataset.passkey === "create"
        ? await navigator.credentials.create({
            publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
          })
        : await navigator.credentials.get({
            publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
          });
    field.value = JSON.stringify(credential.toJSON());
  } catch (error) {
    return say(error.name === "InvalidStateError" ? "known" : "cancelled");
  }
  form.requestSubmit();
}

function say(what) {
  problem.textContent = problem.dataset[what];
  problem.hidden = false;
}
