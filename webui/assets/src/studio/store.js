// One file of a draft: read, saved over the revision that was read, checked; kept in the browser
// until it is saved, so that nothing is lost when the machine stops.
const KEEP = 'heshi-studio:';

export class FileStore {
  constructor({ file, check, draft, path }) {
    Object.assign(this, { address: file, checking: check, draft: Number(draft), path, revision: 0 });
    this.key = `${KEEP}${draft}:${path}`;
  }

  headers(more = {}) {
    return { ...more, 'X-CSRFToken': document.querySelector('meta[name=csrf-token]').content };
  }

  async read() {
    const answer = await fetch(this.address, { credentials: 'same-origin', cache: 'no-store' });
    if (!answer.ok) throw new Error(`${this.address}: ${answer.status}`);
    this.revision = Number((answer.headers.get('ETag') ?? '').replace(/\D/g, '')) || 0;
    return answer.text();
  }

  /** Save; {saved, findings} or, where somebody was first or it is not possible, {error, by, at, …}. */
  async write(text, revision = this.revision) {
    const answer = await this.ask(this.address, {
      method: 'PUT',
      headers: this.headers({ 'If-Match': `"${revision}"`, 'Content-Type': 'application/xml' }),
      body: text,
    });
    if (answer.status === 200) {
      this.revision = answer.body.revision;
      this.forget();
      return { saved: true, findings: answer.body.findings ?? [] };
    }
    return { saved: false, status: answer.status, ...answer.body };
  }

  /** Findings of the draft with *text* in place of what is saved; null if nobody could say. */
  async check(text) {
    const answer = await this.ask(this.checking, {
      method: 'POST',
      headers: this.headers({ 'Content-Type': 'application/json' }),
      body: JSON.stringify(text === undefined ? { draft: this.draft } : { draft: this.draft, path: this.path, text }),
    });
    return answer.status === 200 ? answer.body.findings ?? [] : null;
  }

  /** What the server answered; 401 where it showed the sign-in page instead. */
  async ask(address, wish, again = true) {
    try {
      const answer = await fetch(address, { credentials: 'same-origin', ...wish });
      const json = (answer.headers.get('Content-Type') ?? '').includes('json');
      if (answer.status === 400 && !json && again && await this.renew()) return this.ask(address, { ...wish, headers: this.headers(wish.headers) }, false);
      if (answer.ok && !json) return { status: 401, body: {} };
      return { status: answer.status, body: json ? await answer.json() : {} };
    } catch {
      return { status: 0, body: {} };
    }
  }

  /** Whoever signed in again elsewhere has another token: read it from the page as it is now. */
  async renew() {
    const answer = await fetch(window.location.href, { credentials: 'same-origin' });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const token = page.querySelector('meta[name=csrf-token]')?.content;
    if (answer.redirected || !token) return false;
    document.querySelector('meta[name=csrf-token]').content = token;
    return true;
  }

  keep(text) {
    try {
      window.localStorage.setItem(this.key, JSON.stringify({ text, revision: this.revision, at: Date.now() }));
    } catch {
      // a full or forbidden store: the page still warns before it is left
    }
  }

  kept() {
    try {
      return JSON.parse(window.localStorage.getItem(this.key) ?? 'null');
    } catch {
      return null;
    }
  }

  forget() {
    window.localStorage.removeItem(this.key);
  }
}
