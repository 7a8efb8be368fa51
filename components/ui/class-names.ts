import { extendTailwindMerge } from 'tailwind-merge';

/** Our own class names that tailwind-merge cannot distinguish from colors (see the theme in `app/globals.css`). */
const merge = extendTailwindMerge({
  extend: { theme: { shadow: ['panel', 'float'], radius: ['panel'] } },
});

/**
 * classNames joins the class names that are set. Where two set the same property, the later one wins, regardless of the order in the
 * style sheet, so an override that a caller passes last takes effect.
 */
export function classNames(...names: (string | false | null | undefined)[]): string {
  return merge(...names);
}
