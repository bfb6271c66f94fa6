"use strict";
// The maps of all runs together: one period, one extent, one scale; and the tables below.

(function () {
  const byId = id => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const { runs } = data, reference = runs[0];
  const hidden = new Set();
  let period = data.periods.length - 1, chosen = null, showChanges = false;

  for (const run of runs) {
    run.flows = run.flows.map(rows => rows.map(([origin, destination, group, tonnes]) =>
      ({ origin, destination, group, tonnes, key: [origin, destination, group].join(" ") })));
    run.amounts = run.flows.map(flows => new Map(flows.map(flow => [flow.key, flow.tonnes])));
    run.sites = data.periods.map((_, place) => atSites(data, run, place));
    run.busy = run.flows.map(flows => new Set(flows.flatMap(flow => [flow.origin, flow.destination])));
  }
  const largest = Math.max(0, ...runs.flatMap(run => run.flows.flat().map(flow => flow.tonnes)));
  const largestPlant = Math.max(0, ...runs.flatMap(run => run.sites.flat().map(site => site.capacity)));
  const nodes = [...document.querySelectorAll("#maps .map")];
  const maps = nodes.map(node => new RunMap(node, data, choose));

  // One extent: whichever map is moved, the others follow.
  let following = false;
  maps.forEach(({ map }) => map.on("move", () => {
    if (following) return;
    following = true;
    for (const other of maps) if (other.map !== map) other.map.setView(map.getCenter(), map.getZoom(), { animate: false });
    following = false;
  }));
  maps.forEach((one, place) => one.map.on("zoomend", () => drawFlows(place)));
  window.addEventListener("resize", () => maps.forEach(({ map }) => map.invalidateSize()));

  // How much more or less than the reference flows on each lane.
  function changes(run) {
    const known = reference.amounts[period], mine = run.amounts[period];
    const flows = [...run.flows[period], ...reference.flows[period].filter(flow => !mine.has(flow.key))];
    return flows.map(flow => ({ ...flow, tonnes: (mine.get(flow.key) || 0) - (known.get(flow.key) || 0) }))
      .filter(flow => Math.abs(flow.tonnes) >= 0.5)
      .map(flow => ({ ...flow, colour: flow.tonnes > 0 ? MORE : LESS }))
      .sort((a, b) => Math.abs(b.tonnes) - Math.abs(a.tonnes));
  }
  function drawFlows(place) {
    const run = runs[place];
    const flows = showChanges && place > 0 ? changes(run)
      : run.flows[period].map(flow => ({ ...flow, colour: data.groups[flow.group].colour, faint: showChanges }));
    const shown = flows.filter(flow => !hidden.has(flow.group)).map(flow => ({ ...flow,
      faint: flow.faint || (chosen !== null && flow.origin !== chosen && flow.destination !== chosen) }));
    maps[place].drawFlows(shown, largest, flowWords);
  }
  function flowWords(flow) {
    const amounts = runs.map(run => run.amounts[period].get(flow.key) || 0);
    return make("div", {},
      make("strong", {}, data.sites[flow.origin].name + " \u2192 " + data.sites[flow.destination].name),
      make("div", {}, swatch(data.groups[flow.group].colour), data.groups[flow.group].name + ", a year"),
      ...byRun(amounts));
  }
  function byRun(amounts) {
    return runs.map((run, place) => make("div", {}, run.label + ": " + tonnes(amounts[place])
      + (place > 0 && Math.abs(amounts[place] - amounts[0]) >= 0.5 ? " (" + withSign(amounts[place] - amounts[0]) + ")" : "")));
  }
  function withSign(value) { return (value > 0 ? "+" : "") + number(value) + " t"; }

  // As the table of plants says it: by more than half a tonne and a hundredth.
  function differing(run) {
    return data.sites.map((_, place) => {
      const mine = run.sites[period][place].capacity, known = reference.sites[period][place].capacity;
      return Math.abs(mine - known) > Math.max(0.5, 0.01 * Math.max(mine, known));
    });
  }
  function siteWords(place) {
    const amounts = runs.map(run => run.sites[period][place].capacity);
    return make("div", {}, make("strong", {}, data.sites[place].name), make("div", {}, data.roles[data.sites[place].role]),
      ...(amounts.some(amount => amount > 0) ? byRun(amounts) : []));
  }
  function draw() {
    const name = data.periods[period];
    byId("period").value = period;
    byId("period").setAttribute("aria-valuetext", name);
    byId("now").textContent = name;
    document.querySelectorAll(".of-period").forEach((section, place) => { section.hidden = place !== period; });
    document.querySelectorAll(".moved").forEach((node, place) => {
      node.textContent = tonnes(Math.round(runs[place].flows[period].reduce((sum, flow) => sum + flow.tonnes, 0))) + " a year moved";
    });
    maps.forEach((one, place) => {
      one.drawSites(runs[place].sites[period], runs[place].busy[period], differing(runs[place]), chosen, largestPlant, siteWords);
      drawFlows(place);
    });
    details();
  }

  // A site: its plants and what comes in and goes out, in each run.
  function choose(place) { chosen = chosen === place ? null : place; draw(); }
  function row(words, amounts) {
    return make("tr", {}, make("th", { scope: "row" }, ...[words].flat()),
      ...amounts.map(amount => make("td", {}, amount ? number(amount) : "\u2013")),
      ...amounts.slice(1).map(amount => make("td", {}, Math.abs(amount - amounts[0]) < 0.5 ? "\u2013" : (amount > amounts[0] ? "+" : "") + number(amount - amounts[0]))));
  }
  function through(end) {
    const groups = data.groups.map((group, place) => [group, runs.map(run => run.flows[period]
      .filter(flow => flow[end] === chosen && flow.group === place).reduce((sum, flow) => sum + flow.tonnes, 0))]);
    return groups.filter(([, amounts]) => amounts.some(amount => amount > 0))
      .map(([group, amounts]) => row([swatch(group.colour), group.name + (end === "destination" ? " in" : " out")], amounts));
  }
  function details() {
    const panel = byId("panel");
    panel.hidden = chosen === null;
    if (chosen === null) { panel.replaceChildren(); return; }
    const names = [...new Set(runs.flatMap(run => run.plants.filter(plant => plant.site === chosen).map(plant => plant.name)))];
    const sizes = name => runs.map(run => (run.plants.find(plant => plant.name === name) || { capacity: [] }).capacity[period] || 0);
    const rows = [...names.map(name => row(name + ", capacity", sizes(name))), ...through("destination"), ...through("origin")];
    const titles = ["t a year, " + data.periods[period], ...runs.map(run => run.label), ...runs.slice(1).map(run => run.label + " \u2212 " + reference.label)];
    panel.replaceChildren(
      make("div", { class: "head" }, make("h2", { tabindex: "-1" }, data.sites[chosen].name),
        make("button", { type: "button", class: "close", "aria-label": "Close the details", onclick: () => choose(chosen) }, "\u00d7")),
      make("p", { class: "sub" }, data.roles[data.sites[chosen].role]),
      rows.length ? make("div", { class: "scroll" }, make("table", { class: "of-site" },
        make("thead", {}, make("tr", {}, ...titles.map(title => make("th", { scope: "col" }, title)))),
        make("tbody", {}, ...rows))) : make("p", { class: "sub" }, "Nothing happens here in this period."));
  }
  document.addEventListener("keydown", event => { if (event.key === "Escape" && chosen !== null) choose(chosen); });

  // Period, arrows, product groups.
  const slider = byId("period");
  slider.addEventListener("input", () => { period = Number(slider.value); draw(); });
  slider.disabled = data.periods.length < 2;
  byId("ticks").append(...data.periods.map(name => make("span", {}, name)));
  function show(changed) {
    showChanges = changed;
    byId("changes").setAttribute("aria-pressed", String(changed));
    byId("flows").setAttribute("aria-pressed", String(!changed));
    byId("meaning").replaceChildren(...(changed ? [" On the maps beside " + reference.label + ": ", swatch(MORE), "more than in " + reference.label + ", ", swatch(LESS), "less."] : []));
    draw();
  }
  byId("flows").addEventListener("click", () => show(false));
  byId("changes").addEventListener("click", () => show(true));
  byId("groups").append(...data.groups.map((group, place) => make("button", { type: "button", "aria-pressed": "true", onclick: event => {
    if (hidden.has(place)) hidden.delete(place); else hidden.add(place);
    event.currentTarget.setAttribute("aria-pressed", String(!hidden.has(place)));
    maps.forEach((_, one) => drawFlows(one));
  } }, swatch(group.colour), group.name)));

  // Legend.
  const role = data.roles.length > 1 ? 1 : 0;
  byId("standings").append(...Object.entries(data.standings).map(([name, look]) =>
    make("li", {}, plantSymbol(data, role, name, QUIET_SIZES[name] ? 11 : 14, false), look[2])),
    make("li", {}, plantSymbol(data, role, "built", 12, true), "differs from " + reference.label));
  function round(amount) {
    const power = 10 ** Math.floor(Math.log10(amount));
    return [5, 3, 2, 1].map(step => step * power).find(value => value <= amount * 1.0001) || power;
  }
  byId("sizes").append(...[1, 0.25, 0.05].filter(() => largestPlant > 0).map(share => round(largestPlant * share)).map(amount =>
    make("li", {}, plantSymbol(data, role, "standing", plantSize("standing", amount, largestPlant), false), tonnes(amount))));
  byId("widths").append(...[1, 0.25, 0.025].filter(() => largest > 0).map(share => round(largest * share)).map(amount => {
    const width = lineWidth(amount, largest);
    return make("li", {}, drawing("svg", { viewBox: "0 -8 56 16", width: 56, height: 16 },
      drawing("path", { d: `M0 ${-width / 2}L56 ${-width * THIN / 2}V${width * THIN / 2}L0 ${width / 2}Z`, fill: data.colours.muted })), tonnes(amount));
  }));

  draw();
  document.body.dataset.ready = "yes";
})();
