import type { Locator, Page } from '@playwright/test';

/** The sums of the controls and of the bar, sampled whenever the page changed. */
export interface SumSamples {
  /** Sums of the rows' percents. */
  rows: number[];
  /** Sums of the bar's segments, in percent of its length. */
  bar: number[];
  /** How many different splits were seen. */
  splits: number;
}

declare global {
  interface Window {
    sluiceSums?: { samples: { rows: number; bar: number; split: string }[]; stop: () => void };
  }
}

/** The Service page as a user works with it: its elements, and the gestures on them. */
export class ServicePage {
  readonly page: Page;
  readonly traffic: Locator;
  readonly review: Locator;
  readonly conflict: Locator;
  readonly progress: Locator;
  readonly footer: Locator;

  constructor(page: Page) {
    this.page = page;
    this.traffic = page.getByRole('region', { name: 'Traffic', exact: true });
    this.review = page.getByRole('dialog', { name: /^Review the traffic of / });
    this.conflict = page.getByRole('alertdialog', { name: 'The traffic changed in the meantime' });
    this.progress = page.getByRole('region', { name: 'Progress' });
    this.footer = this.traffic.getByRole('contentinfo').or(this.traffic.locator('footer'));
  }

  row(key: string): Locator {
    return this.traffic.getByRole('group', { name: key, exact: true });
  }

  slider(key: string): Locator {
    return this.traffic.getByRole('slider', { name: `Traffic of ${key}`, exact: true });
  }

  number(key: string): Locator {
    return this.traffic.getByRole('spinbutton', { name: `Percent of ${key}`, exact: true });
  }

  lock(key: string): Locator {
    return this.traffic.getByRole('button', { name: new RegExp(`^Lock ${escape(key)} at `) });
  }

  divider(above: string, below: string): Locator {
    return this.traffic.getByRole('separator', { name: `Between ${above} and ${below}`, exact: true });
  }

  /** The share that the Route sends to a row now. */
  routed(key: string): Locator {
    return this.row(key).getByText(/^\d+ %$/);
  }

  preset(key: string, percent: number): Locator {
    return this.traffic.getByRole('button', { name: `Send ${percent} % to ${key}`, exact: true });
  }

  tag(key: string, tag: string): Locator {
    return this.row(key).getByRole('button', { name: `Tag ${tag}: move or remove`, exact: true });
  }

  tagLink(key: string, tag: string): Locator {
    return this.row(key).getByRole('link', { name: new RegExp(`^Open https?://${escape(tag)}-`) });
  }

  newTag(key: string): Locator {
    return this.row(key).getByRole('textbox', { name: `New tag of ${key}`, exact: true });
  }

  button(name: string): Locator {
    return this.traffic.getByRole('button', { name, exact: true });
  }

  get rollBack(): Locator {
    return this.page.getByRole('button', { name: /^Roll back to / });
  }

  get undo(): Locator {
    return this.page.locator('header').getByRole('button', { name: /^Undo/ });
  }

  get rollBackMenu(): Locator {
    return this.page.getByRole('button', { name: /^(Other…|Roll back…)$/ });
  }

  get folder(): Locator {
    return this.traffic.getByRole('button', { name: /revisions without traffic$/ });
  }

  /** Reads the percent of each row from its number field. */
  async percents(): Promise<Record<string, number>> {
    return await this.traffic
      .locator('[data-row-key]')
      .evaluateAll((rows) =>
        Object.fromEntries(
          rows.map((row) => [
            row.getAttribute('data-row-key') ?? '',
            Number(row.querySelector('[role=spinbutton]')?.getAttribute('aria-valuenow')),
          ]),
        ),
      );
  }

  /** Presses on a divider, moves it by the given percents one after the other, and releases it. */
  async dragDivider(above: string, below: string, ...byPercents: number[]): Promise<void> {
    const handle = this.divider(above, below);
    const box = await boxOf(handle);
    const bar = await boxOf(handle.locator('..'));
    await this.#drag({ x: box.x + box.width / 2, y: box.y + box.height / 2 }, 'y', bar.height, byPercents);
  }

  /** Presses on a slider's thumb, moves it by the given percents one after the other, and releases it. */
  async dragSlider(key: string, ...byPercents: number[]): Promise<void> {
    const track = await boxOf(this.row(key).getByRole('group', { name: `Traffic of ${key}`, exact: true }));
    const percent = Number(await this.slider(key).inputValue());
    const thumb = { x: track.x + (percent / 100) * track.width, y: track.y + track.height / 2 };
    await this.#drag(thumb, 'x', track.width, byPercents);
  }

  async #drag(from: Point, axis: 'x' | 'y', length: number, byPercents: number[]): Promise<void> {
    const { mouse } = this.page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    for (const percent of byPercents) {
      const to = { ...from, [axis]: from[axis] + (percent / 100) * length };
      await mouse.move(to.x, to.y, { steps: 12 });
    }
    await mouse.up();
  }

  /** Types a percent into a row's field and leaves the field. */
  async typePercent(key: string, percent: number): Promise<void> {
    await this.number(key).fill(String(percent));
    await this.number(key).press('Enter');
  }

  /** Presses Tab until a control has the focus, as a user without a mouse does. */
  async tabTo(target: Locator): Promise<void> {
    for (let presses = 0; presses < 80; presses += 1) {
      const reached = await target.evaluate((element) => element === document.activeElement);
      if (reached) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`80 presses of Tab do not lead to ${String(target)}.`);
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Opens the review of the edit in progress. */
  async openReview(): Promise<void> {
    await this.button('Review and apply').click();
  }

  /** Presses Apply in the open review. */
  async confirm(): Promise<void> {
    await this.review.getByRole('button', { name: 'Apply', exact: true }).click();
  }

  async apply(): Promise<void> {
    await this.openReview();
    await this.confirm();
  }

  /** Returns the change that the open review shows as a command or as YAML. */
  async readCommand(tab: 'kn' | 'kubectl' | 'YAML for Git'): Promise<string> {
    await this.review.getByRole('tab', { name: tab, exact: true }).click();
    return await this.review.getByRole('tabpanel', { name: tab, exact: true }).locator('pre').innerText();
  }

  async addTag(key: string, tag: string): Promise<void> {
    await this.row(key)
      .getByRole('button', { name: `Add a tag to ${key}`, exact: true })
      .click();
    await this.newTag(key).fill(tag);
    await this.newTag(key).press('Enter');
  }

  async moveTag(tag: string, from: string, to: string): Promise<void> {
    await this.tag(from, tag).click();
    await this.page.getByRole('menuitem', { name: to, exact: true }).click();
  }

  async removeTag(key: string, tag: string): Promise<void> {
    await this.tag(key, tag).click();
    await this.page.getByRole('menuitem', { name: 'Remove', exact: true }).click();
  }

  /** Opens the menu of earlier splits and destinations and sends all traffic to one of these. */
  async sendAllTo(key: string): Promise<void> {
    await this.rollBackMenu.click();
    const group = this.page.getByRole('group', { name: 'Send all to' });
    await group.getByRole('menuitem', { name: key }).click();
  }

  /** Chooses in the conflict dialog and continues. */
  async resolve(choice: 'Mine' | 'Both' | 'Theirs'): Promise<void> {
    await this.conflict.getByRole('radio', { name: new RegExp(`^${choice}`) }).check();
    await this.conflict
      .getByRole('button', { name: choice === 'Theirs' ? 'Take theirs' : 'Review again' })
      .click();
  }

  /** Starts recording the sums of the rows and the bar, on each change of the page. */
  async watchSums(): Promise<void> {
    await this.traffic.evaluate((section) => {
      const samples: { rows: number; bar: number; split: string }[] = [];
      const sample = () => {
        const rows = [...section.querySelectorAll('[data-row-key] [role=spinbutton]')].map((input) =>
          Number(input.getAttribute('aria-valuenow')),
        );
        const bar = [...section.querySelectorAll<HTMLElement>('[data-segment]')].map((segment) =>
          Number.parseFloat(segment.style.height || '0'),
        );
        const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
        samples.push({ rows: sum(rows), bar: Math.round(sum(bar) * 100) / 100, split: rows.join(' ') });
      };
      const observer = new MutationObserver(sample);
      observer.observe(section, { subtree: true, childList: true, attributes: true });
      window.sluiceSums = { samples, stop: () => observer.disconnect() };
    });
  }

  /** Ends watchSums and returns the samples. */
  async sums(): Promise<SumSamples> {
    const samples = await this.page.evaluate(() => {
      window.sluiceSums?.stop();
      return window.sluiceSums?.samples ?? [];
    });
    return {
      rows: samples.map((sample) => sample.rows),
      bar: samples.map((sample) => sample.bar),
      splits: new Set(samples.map((sample) => sample.split)).size,
    };
  }
}

interface Point {
  x: number;
  y: number;
}

interface Box extends Point {
  width: number;
  height: number;
}

async function boxOf(locator: Locator): Promise<Box> {
  await locator.scrollIntoViewIfNeeded();
  const box = await locator.boundingBox();
  if (box === null) throw new Error(`${String(locator)} is not on the screen.`);
  return box;
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
