// Why the file of the store could not be used.
#pragma once

#include <string>

namespace gatewarden {

// `text` names the file and the remedy, if any.
struct DatabaseTrouble {
  enum class Kind {
    damaged,      // no database, or broken pages
    newer,        // written by a later program
    denied,       // permissions: an operator must act
    unavailable,  // may pass: disk full, input/output error, locked by an operator's shell
  };
  Kind kind;
  std::string text;
};

}  // namespace gatewarden
