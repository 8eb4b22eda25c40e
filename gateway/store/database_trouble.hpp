// Why the file of the store could not be used.
#pragma once

#include <string>

namespace gatewarden {

// `text` names the file and, where there is one, the remedy.
struct DatabaseTrouble {
  enum class Kind {
    damaged,      // not a database, or one with broken pages
    newer,        // written by a later program
    denied,       // an operator must act: permissions
    unavailable,  // may pass: disk full, input/output error, locked by a curious shell
  };
  Kind kind;
  std::string text;
};

}  // namespace gatewarden
