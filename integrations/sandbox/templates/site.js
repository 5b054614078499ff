// Keep the list fresh without moving what somebody is reading or typing.
let last = "";

async function refresh() {
  if (document.hidden) return;
  const counts = await (await fetch("/_sandbox/counts")).text();
  if (last && counts !== last && !document.querySelector("#list :focus")) {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    document.querySelector("#list").replaceWith(page.querySelector("#list"));
  }
  last = counts;
}

setInterval(() => refresh().catch(() => {}), 3000);
