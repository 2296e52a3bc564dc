// When a case's title row has scrolled away, its step row shows both badges in small.
const head = document.querySelector('.casehd');
const mark = document.getElementById('top-of-case');
if (head && mark) {
  new IntersectionObserver(
    ([seen]) => head.classList.toggle('stuck', !seen.isIntersecting),
    { rootMargin: '-44px 0px 0px 0px' },
  ).observe(mark);
}
// The current tab may lie beyond the edge of a phone.
document.querySelector('.tabs [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
