"use strict";
// The panel beside the map: figures of the period, or all about one site. Text is set as text, never as HTML.

const numbers = [0, 1, 2, 3].map(digits =>
  new Intl.NumberFormat("en-GB", { maximumFractionDigits: digits, minimumFractionDigits: digits }));
const sign = text => text.replace("-", "\u2212");

function number(value) {
  const size = Math.abs(value);
  return sign(numbers[size >= 100 || size === 0 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 2].format(value));
}
function tonnes(value) { return value > 0 && value < 0.005 ? "under 0.01 t" : number(value) + " t"; }
function money(value, currency) {
  const size = Math.abs(value);
  return currency + " " + sign(numbers[size >= 100 ? 1 : size >= 0.1 ? 2 : 3].format(value)) + " M";
}
function quantity(value, unit) {
  if (value === null) return "";
  return unit === "share" ? sign(numbers[1].format(100 * value)) + " %" : number(value) + " " + unit;
}

function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "onclick") node.addEventListener("click", value);
    else if (name === "style") Object.assign(node.style, value);
    else node.setAttribute(name, value);
  }
  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
}
const swatch = colour => make("span", { class: "swatch", style: { background: colour } });
function table(rows) {
  return make("table", { class: "rows" }, make("tbody", {}, ...rows.map(cells =>
    make("tr", {}, ...cells.map(cell => make("td", {}, ...(Array.isArray(cell) ? cell : [cell])))))));
}
function section(title, ...content) {
  return content.length ? [make("h3", {}, title), ...content] : [];
}

function overview(plan, period, choose) {
  const { data, flows } = plan;
  const built = data.plants.filter(plant =>
    plant.standing[period] === "built" && (period === 0 || plant.standing[period - 1] !== "built"));
  const far = new Map();
  for (const flow of flows[period]) {
    for (const [site, way] of [[flow.origin, "sends"], [flow.destination, "receives"]]) {
      if (!data.sites[site].near) {
        const key = site + " " + way, known = far.get(key) || { site, way, tonnes: 0 };
        known.tonnes += flow.tonnes;
        far.set(key, known);
      }
    }
  }
  const moved = data.groups.map((group, place) => [group, flows[period].filter(flow => flow.group === place)
    .reduce((sum, flow) => sum + flow.tonnes, 0)]).filter(([, sum]) => sum > 0).sort((a, b) => b[1] - a[1]);
  return [
    make("h2", { tabindex: "-1" }, data.periods[period].name),
    make("p", { class: "sub" }, "Choose a site on the map for its plants, flows and costs."),
    ...section("Figures of the period", table(data.figures[period].map(([figure, unit, value]) =>
      [figure, quantity(value, unit)]))),
    ...section("Comes on stream", built.length ? table(built.map(plant => [
      [link(plan, plant.site, choose, plant.name), make("small", {}, plant.technology)],
      tonnes(plant.capacity[period]) + "/year"])) : make("p", { class: "sub" }, "Nothing new in this period.")),
    ...section("Carried, on all lanes together, a year", table(moved.map(([group, sum]) => [[swatch(group.colour), group.name], tonnes(sum)]))),
    ...(far.size ? section("Beyond the map", table([...far.values()].sort((a, b) => b.tonnes - a.tonnes).map(one =>
      [[link(plan, one.site, choose), make("small", {}, one.way)], tonnes(one.tonnes)]))) : []),
  ];
}

function link(plan, site, choose, words) {
  return make("button", { type: "button", class: "link", onclick: () => choose(site) }, words || plan.data.sites[site].name);
}

function siteDetails(plan, site, period, choose, close) {
  const { data } = plan, it = data.sites[site];
  const plants = data.plants.filter(plant => plant.site === site);
  const flows = plan.flows[period];
  const where = [data.roles[it.role], it.operator, [it.region, it.country].filter(Boolean).join(", "), it.status].filter(Boolean);
  return [
    make("div", { class: "head" },
      make("div", {}, make("h2", { tabindex: "-1" }, it.name), make("p", { class: "sub" }, where.join(" · "))),
      make("button", { type: "button", class: "close", "aria-label": "Close the details", onclick: close }, "\u00d7")),
    make("p", { class: "sub" }, "Period " + data.periods[period].name),
    ...(plants.length ? section("Plants", ...plants.map(plant => plantCard(plan, plant, period))) : []),
    ...lanes(plan, "Comes in", flows.filter(flow => flow.destination === site), "origin", choose),
    ...lanes(plan, "Goes out", flows.filter(flow => flow.origin === site), "destination", choose),
    ...market(data, "Supply", data.supply, site, period, "collected", "available", "not collected"),
    ...market(data, "Demand", data.demand, site, period, "delivered", "wanted", "short"),
    ...outlets(data, site, period),
    ...costs(data, site, period),
  ];
}

function plantCard(plan, plant, period) {
  const { data } = plan, standing = plant.standing[period];
  const most = Math.max(...plant.capacity, 1e-9);
  const capacity = plant.capacity[period], used = plant.used[period];
  const percent = (a, b) => (b ? Math.round(100 * a / b) : 0) + "%";
  const bars = data.periods.map((when, place) => make("div", {
    class: place === period ? "bar now" : "bar",
    title: when.name + ": " + tonnes(plant.used[place]) + " of " + tonnes(plant.capacity[place]) + " a year" },
    make("div", { class: "well" },
      make("div", { class: "room", style: { height: 100 * plant.capacity[place] / most + "%" } }),
      make("div", { class: "fill", style: { height: 100 * plant.used[place] / most + "%" } })),
    plant.capacity[place] ? percent(plant.used[place], plant.capacity[place]) : "\u2013"));
  return make("div", { class: "plant" },
    make("h4", {}, plant.name),
    make("span", { class: "tag " + standing }, standing === "standing" ? plant.status : data.standings[standing][2]),
    make("p", {}, [plant.technology, plant.stage !== plant.technology ? plant.stage : "", plant.owner].filter(Boolean).join(" · ")),
    ...plant.decided.map(words => make("p", {}, words)),
    capacity ? table([["Capacity", tonnes(capacity) + "/year"], ["Throughput", tonnes(used) + "/year"],
      ["Utilisation", percent(used, capacity)]]) : null,
    most > 1e-6 ? make("div", { class: "use", role: "img", "aria-label": "Utilisation by period: " + data.periods.map((when, place) =>
      when.name + " " + percent(plant.used[place], plant.capacity[place])).join(", ") }, ...bars) : null);
}

function lanes(plan, title, flows, end, choose) {
  if (!flows.length) return [];
  const { data } = plan, shown = flows.slice(0, 7), rest = flows.slice(7);
  const rows = shown.map(flow => {
    const modes = [...new Set(flow.parts.map(part => data.modes[part[1]]))].join(", ");
    const group = data.groups[flow.group];
    return [[swatch(group.colour), link(plan, flow[end], choose), make("small", {}, group.name + ", " + modes)], tonnes(flow.tonnes)];
  });
  const all = flows.reduce((sum, flow) => sum + flow.tonnes, 0);
  if (rest.length) rows.push([rest.length + " more", tonnes(rest.reduce((sum, flow) => sum + flow.tonnes, 0))]);
  return section(title + ", " + tonnes(all) + " a year", table(rows));
}

function market(data, title, table_, site, period, done, wanted, missing) {
  const rows = table_.filter(row => row[0] === period && row[1] === site)
    .sort((a, b) => b[4] - a[4])
    .map(([, , product, limit, amount, lacking]) => [[data.products[product].name, make("small", {},
      (limit === null ? "no limit" : wanted + " " + tonnes(limit)) + (lacking ? ", " + missing + " " + tonnes(lacking) : ""))],
      tonnes(amount)]);
  return rows.length ? section(title + ", " + done + " a year", table(rows)) : [];
}

function outlets(data, site, period) {
  const rows = data.outlets.filter(row => row[0] === period && row[1] === site)
    .map(([, , product, outlet, amount]) => [[data.products[product].name, make("small", {}, outlet)], tonnes(amount)]);
  return rows.length ? section("Leaves at the gate, a year", table(rows)) : [];
}

function costs(data, site, period) {
  const rows = data.costs.filter(row => row[0] === period && row[1] === site).sort((a, b) => b[4] - a[4]);
  if (!rows.length) return [];
  const yearly = rows.filter(row => row[3] === "yearly");
  const cells = rows.map(([, , term, due, amount]) =>
    [[term, due === "yearly" ? null : make("small", {}, "once")], money(amount, data.currency)]);
  if (yearly.length > 1) cells.push([make("strong", {}, "a year, together"),
    make("strong", {}, money(yearly.reduce((sum, row) => sum + row[4], 0), data.currency))]);
  return section("Incomes and costs, a year", table(cells));
}
