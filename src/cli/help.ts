import { Help, type HelpConfiguration } from 'commander'

/** How every command's help looks: with the options of the whole program, and which of its own must be given. */
export const helpStyle: HelpConfiguration = {
  showGlobalOptions: true,
  optionDescription(option) {
    const text = Help.prototype.optionDescription.call(this, option)
    return option.mandatory ? `${text} (required)` : text
  },
}
