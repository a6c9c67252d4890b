"use strict";
// The numbered edges, one by one.
(() => {
  const PACE = 5000;
  const steps = (bench) => {
    const tools = bench.querySelector(".stepper");
    if (!tools) return;
    const all = [...document.querySelectorAll(".proofs [data-step]")].map((each) => each.dataset);
    const count = tools.querySelector("output");
    const none = count.textContent;
    const [previous, play, next] = ["previous", "play", "next"].map((what) => tools.querySelector(`[data-do="${what}"]`));
    const names = [play.textContent, play.dataset.pause];
    let here = -1;
    let timer = 0;

    const pause = () => {
      clearInterval(timer);
      timer = 0;
      play.textContent = names[0];
    };
    const tell = () => {
      count.textContent = here < 0 ? none : count.dataset.of.replace("{}", here + 1);
      previous.disabled = here <= 0;
      next.disabled = here === all.length - 1;
      if (here === all.length - 1) pause();
    };
    const go = (index) => {
      if (index < 0 || index >= all.length) return;
      bench.dispatchEvent(new CustomEvent("edge", { detail: all[index].edge }));
    };
    bench.addEventListener("edge", ({ detail }) => {
      here = all.findIndex(({ edge }) => edge === detail);
      const hash = here < 0 ? "" : `#step-${all[here].step}`;
      if (hash || location.hash.startsWith("#step-")) history.replaceState(null, "", hash || location.pathname + location.search);
      if (!detail) pause();
      tell();
    });
    const by = (change) => {
      pause();
      go(here < 0 ? 0 : here + change);
    };
    previous.addEventListener("click", () => by(-1));
    next.addEventListener("click", () => by(1));
    play.addEventListener("click", () => {
      if (timer) {
        pause();
        return;
      }
      go(here < 0 || here === all.length - 1 ? 0 : here + 1);
      play.textContent = names[1];
      timer = setInterval(() => go(here + 1), PACE);
      tell();
    });
    bench.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "n") by(1);
      else if (event.key === "p") by(-1);
    });
    const named = () => {
      const index = all.findIndex(({ step }) => location.hash === `#step-${step}`);
      if (index < 0 || index === here) return;
      bench.scrollIntoView();
      go(index);
    };
    addEventListener("hashchange", named);
    tell();
    named();
    tools.hidden = false;
  };

  document.querySelectorAll(".bench").forEach(steps);
})();
