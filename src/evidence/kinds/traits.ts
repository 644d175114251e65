/** What a finding means for a diagnosis, whatever its words: read it instead of asking for names. */
export interface Traits {
  /** It says that something failed and not why: the cause stands inside, beside or before it. */
  wrapper?: true;
  /** Every failed update has it, so it speaks for no cause in particular. */
  generic?: true;
  /** Found in the logs of healthy vehicles, or tells of the log itself: always, or where its role is `consequence`. */
  probing?: 'always' | 'as-consequence';
  /** Healthy vehicles have it, too: it is a fault only where something came of it. */
  commonplace?: true;
  /** It cuts an update off instead of refusing it; not where `fact` has one of the values of `unless`. */
  interrupts?: true | { fact: string; unless: readonly string[] };
  /** Data are not what they should be: only a good check of the same data, or of data fetched anew, takes it back. */
  ofData?: true;
  /** It ends a program or a system. */
  ends?: true;
  /** Many boards restart by it when they are told to. */
  restarts?: true;
  /** An ECU that shows it is not sound, however well its update went. */
  unsound?: true;
  /** Only an update can have it: where it shows, an update was tried. */
  updateClient?: true;
  /** Any boot may have it: where it stands alone, no update was tried. */
  everyBoot?: true;
  /** Kinds that bring it with them: where one of them is named, this one competes with none of them. */
  consequenceOf?: readonly string[];
  /** A state that something else brings about: `by-its-part`, where that names the same part. */
  reached?: 'by-anything' | 'by-its-part';
  /** It befalls a client in the middle of its work: behind the end of a try it tells of none. */
  midTry?: true;
  /** A try of an update begins with it. */
  opensAttempt?: true;
  /** A step or a whole update failed with it. */
  fails?: true;
  rollsBack?: true;
  commits?: true;
  /** New software is in place. */
  installs?: true;
  /** New software is in place, perhaps not yet in use. */
  completes?: true;
}
