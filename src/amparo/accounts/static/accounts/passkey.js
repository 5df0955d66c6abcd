// Passkeys: turns what the server asks into what the browser understands, and its answer into text. Without
// JavaScript the buttons stay disabled and say so; password and authenticator app work without it.
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const list = (items) => (items || []).map((item) => ({ ...item, id: bytes(item.id) }));

  const answer = (credential) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    return JSON.stringify({
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
    });
  };

  const create = (asked, alone) => navigator.credentials.create({ publicKey: {
    ...asked, challenge: bytes(asked.challenge), user: { ...asked.user, id: bytes(asked.user.id) },
    excludeCredentials: list(asked.excludeCredentials),
    authenticatorSelection: {
      ...asked.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged", requireResidentKey: alone,
      ...(alone ? { userVerification: "required" } : {}),
    },
  } });
  const get = (asked) => navigator.credentials.get({ publicKey: {
    ...asked, challenge: bytes(asked.challenge), allowCredentials: list(asked.allowCredentials),
  } });

  const asked = async (form) => {
    const stored = form.querySelector("script[type='application/json']");
    if (stored) return JSON.parse(stored.textContent);
    const fetched = await fetch(form.action, { headers: { Accept: "application/json" } });
    return fetched.json();
  };
  const run = async (form) => {
    const options = await asked(form);
    const alone = Boolean(form.elements.passwordless?.checked);
    return form.dataset.passkey === "add"
      ? create(options.creation_options.publicKey, alone)
      : get(options.request_options.publicKey);
  };

  if (!window.PublicKeyCredential) return;
  document.querySelectorAll("[data-passkey-note]").forEach((note) => { note.hidden = true; });
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    const button = form.querySelector("button");
    const error = form.querySelector("[role=alert]");
    button.disabled = false;
    button.addEventListener("click", async () => {
      error.hidden = true;
      try {
        form.elements.credential.value = answer(await run(form));
        form.submit();
      } catch {
        error.hidden = false;
      }
    });
  });
})();
