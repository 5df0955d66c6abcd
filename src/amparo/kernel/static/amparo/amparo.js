// Optional. Every page works without it. Leave at once, and colours without a reload.
(() => {
  const link = document.querySelector("[data-leave]");
  const leave = () => {
    document.documentElement.hidden = true; // blank first, whatever the network does
    document.title = "";
    location.replace(link.href);
  };
  if (link) {
    link.addEventListener("click", (event) => { event.preventDefault(); leave(); });
    let presses = [];
    addEventListener("keydown", (event) => {
      if (event.key !== "Shift") { presses = []; return; }
      if (event.repeat) return;
      presses = presses.filter((t) => event.timeStamp - t < 1500).concat(event.timeStamp);
      if (presses.length >= 3) leave();
    });
  }
  const themes = document.querySelectorAll("button[name=theme]");
  const show = (value) => {
    if (value === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = value;
    themes.forEach((b) => b.setAttribute("aria-pressed", String(b.value === value)));
  };
  themes.forEach((b) => b.addEventListener("click", (event) => {
    event.preventDefault();
    show(b.value);
    const form = b.form; // the server keeps the choice in a cookie
    fetch(form.action, { method: "POST", body: new FormData(form, b), headers: { "X-Requested-With": "fetch" } }).catch(() => {});
  }));
})();
