"use strict";
// The numbered edges, one by one.
(() => {
  const PACE = 5000;
  const steps = (bench) => {
    const tools = bench.querySelector(".stepper");
    if (!tools) return;
    const count = tools.querySelector("output");
    let all = [];
    let said = {};
    const [previous, play, next] = ["previous", "play", "next"].map((what) => tools.querySelector(`[data-do="${what}"]`));
    const name = play.querySelector(".hush");
    const names = [name.textContent, play.dataset.pause];
    let here = -1;
    let timer = 0;

    const playing = (on) => {
      clearInterval(timer);
      timer = on ? setInterval(() => go(here + 1), PACE) : 0;
      name.textContent = names[Number(on)];
      play.dataset.playing = on;
    };
    const tell = () => {
      count.textContent = here < 0 ? said.count : said.of.replace("{}", here + 1);
      // Not disabled, or the keys of who has just pressed one would go nowhere.
      previous.setAttribute("aria-disabled", here <= 0);
      next.setAttribute("aria-disabled", here === all.length - 1);
      if (here === all.length - 1) playing(false);
    };
    const go = (index) => {
      if (index < 0 || index >= all.length) return;
      bench.dispatchEvent(new CustomEvent("choose", { detail: { edge: all[index].edge } }));
    };
    bench.addEventListener("choose", ({ detail }) => {
      const index = all.findIndex(({ edge }) => edge === detail?.edge);
      if (index < 0 || index !== here + 1) playing(false);
      here = index;
      tell();
    });
    const by = (change) => {
      playing(false);
      go(here < 0 ? 0 : here + change);
    };
    previous.addEventListener("click", () => by(-1));
    next.addEventListener("click", () => by(1));
    play.addEventListener("click", () => {
      if (timer) {
        playing(false);
        return;
      }
      go(here === all.length - 1 ? 0 : here + 1);
      playing(here < all.length - 1);
    });
    bench.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "n") by(1);
      else if (event.key === "p") by(-1);
    });
    const read = () => {
      all = [...document.querySelectorAll(".proofs [data-step]")].map((each) => each.dataset);
      said = document.querySelector(".proofs").dataset;
      here = -1;
      playing(false);
      tell();
      tools.hidden = !all.length;
    };
    bench.addEventListener("redrawn", read);
    read();
  };

  document.querySelectorAll(".bench").forEach(steps);
})();
