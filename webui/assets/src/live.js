// What refreshes by itself: [data-quiet] elements with hx-trigger="every …".
// A hidden window asks nothing; the unread count ([data-unread]) stands in the window's title too.
document.addEventListener('htmx:beforeRequest', (event) => {
  if (document.hidden && event.target.closest('[data-quiet]')) event.preventDefault();
});

const title = document.title;
function count() {
  const unread = Number(document.querySelector('[data-unread]')?.dataset.unread ?? 0);
  document.title = unread > 0 ? `(${unread}) ${title}` : title;
}
count();
document.addEventListener('htmx:afterSettle', count);
