// The mark: two jacks and the cable between them.
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden>
      <path d="M5.5 7.5c0 13 13 13 13 0" stroke="var(--local)" strokeWidth="2.2" strokeLinecap="round" />
      <circle cx="5.5" cy="6.5" r="3.4" fill="var(--paper)" stroke="currentColor" strokeWidth="2" />
      <circle cx="18.5" cy="6.5" r="3.4" fill="var(--paper)" stroke="currentColor" strokeWidth="2" />
    </svg>
  );
}
