// The map of a site evaluation and the panel beside it: all plants ranked, or those of one site.

(function () {
  const byId = id => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const panel = byId("panel");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map("map", { zoomSnap: 0.25, minZoom: 1, maxZoom: 11, zoomAnimation: !still, attributionControl: false });
  L.control.attribution({ prefix: false }).addAttribution("Natural Earth").addTo(map);
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);

  const land = L.canvas({ padding: 0.6 });
  for (const [, home, rings] of data.land) {
    const shapes = rings.map(ring => {
      const points = [];
      for (let place = 0; place < ring.length; place += 2) points.push([ring[place], ring[place + 1]]);
      return [points];
    });
    L.polygon(shapes, { renderer: land, interactive: false, color: data.colours.border, weight: 0.8,
      fillColor: home ? data.colours.home : data.colours.land, fillOpacity: 1, smoothFactor: 1.2 }).addTo(map);
  }

  function circle(plant) {
    const [fill, edge] = data.often[plant.look];
    return make("span", { style: { display: "inline-block", flex: "none", width: plant.across + "px", height: plant.across + "px",
      borderRadius: "50%", background: fill, border: "1px solid " + edge, boxSizing: "border-box" } });
  }
  const plantsAt = data.sites.map((_, site) => data.plants.filter(plant => plant.site === site));
  const markers = data.sites.map((site, place) => {
    const plants = plantsAt[place];
    const wide = plants.reduce((sum, plant) => sum + plant.across, 0), high = Math.max(...plants.map(plant => plant.across));
    const icon = make("span", { style: { display: "flex", alignItems: "center", height: high + "px" } }, ...plants.map(circle));
    const marker = L.marker(site.at, { keyboard: true, title: site.name, alt: site.name, riseOnHover: true,
      zIndexOffset: plants.some(plant => plant.inPlan) ? 100 : 0,
      icon: L.divIcon({ className: "site", html: icon, iconSize: [wide, high] }) });
    marker.bindTooltip(() => make("div", {}, make("strong", {}, site.name),
      ...plants.map(plant => make("div", {}, plant.technology + ": " + plant.short))));
    marker.on("click", () => choose(place));
    marker.on("keydown", event => {
      if (event.originalEvent.key !== "Enter" && event.originalEvent.key !== " ") return;
      event.originalEvent.preventDefault();
      choose(place);
    });
    return marker.addTo(map);
  });

  function ranked(title, plants) {
    return section(title, ...(plants.length ? [make("table", { class: "rows rank" }, make("tbody", {}, ...plants.map(plant =>
      make("tr", {}, make("td", {}, String(data.plants.indexOf(plant) + 1)),
        make("td", {}, make("button", { type: "button", class: "link", onclick: () => choose(plant.site) }, plant.name)),
        make("td", {}, plant.short)))))] : []));
  }
  function overview() {
    return [make("h2", { tabindex: "-1" }, data.plants.length ? "Plants, ranked" : "No plant may be built"),
      make("p", { class: "sub" }, "Choose one, or a site on the map, for what it depends on."),
      ...ranked("In the plan: what keeping it out costs", data.plants.filter(plant => plant.inPlan)),
      ...ranked("Not in the plan: what building it costs", data.plants.filter(plant => !plant.inPlan))];
  }
  function details(place) {
    const site = data.sites[place];
    return [make("div", { class: "head" }, make("h2", { tabindex: "-1" }, site.name),
      make("button", { type: "button", class: "close", "aria-label": "All plants", onclick: () => choose(null) }, "\u00d7")),
    make("p", { class: "sub" }, site.country),
    ...plantsAt[place].map(plant => make("div", { class: "plant" }, make("h4", {}, plant.name),
      make("p", {}, plant.technology + (plant.inPlan ? ", in the plan" : ", not in the plan")), table(plant.facts),
      ...section("Depends on", ...(plant.depends.length ? [make("table", { class: "rows depends" }, make("tbody", {},
        ...plant.depends.map(([kind, what, much]) => make("tr", {},
          make("td", {}, what, make("small", {}, kind)), make("td", {}, much)))))] : []))))];
  }
  function show(place) {
    markers.forEach((marker, number) => marker.getElement().classList.toggle("chosen", number === place));
    panel.replaceChildren(...(place === null ? overview() : details(place)));
    panel.scrollTop = 0;
  }
  function choose(place) {
    show(place);
    panel.querySelector("h2").focus({ preventScroll: true });
    if (place !== null && !map.getBounds().contains(data.sites[place].at)) map.panTo(data.sites[place].at, { animate: !still });
  }
  byId("looks").replaceChildren(...data.often.map(([fill, edge, words]) =>
    make("li", {}, make("span", { style: { width: "12px", height: "12px", borderRadius: "50%", background: fill, border: "1px solid " + edge } }), words)));
  const whole = () => map.fitBounds(data.frame, { animate: false });
  byId("extent").addEventListener("click", whole);
  document.addEventListener("keydown", event => { if (event.key === "Escape") choose(null); });
  whole();
  show(null);
})();
