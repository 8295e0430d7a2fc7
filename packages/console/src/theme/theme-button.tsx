import { Icon } from '../parts/icon.tsx';
import { useStore } from '../parts/store.ts';
import { nextTheme, theme, type Theme } from './theme.ts';

const LOOKS = {
  auto: { icon: 'auto', label: 'Theme: as the system has it' },
  light: { icon: 'sun', label: 'Theme: light' },
  dark: { icon: 'moon', label: 'Theme: dark' },
} as const satisfies Record<Theme, object>;

/** Goes from the system's theme to light, to dark, and back. */
export function ThemeButton() {
  const { icon, label } = LOOKS[useStore(theme)];
  return (
    <button type="button" className="quiet" aria-label={label} title={label} onClick={nextTheme}>
      <Icon name={icon} />
    </button>
  );
}
