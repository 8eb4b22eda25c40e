// Why the file of the store could not be used.
#pragma once

#include <string>

namespace gatewarden {

// `text` names the file and the remedy, if any.
struct DatabaseTrouble {
  enum class Kind {
    damaged,      // no database, or broken pages
    newer,        // written by a later program
    read_only,    // the file system is mounted so; may pass
    denied,       // permissions: an operator must act
    unavailable,  // may pass: disk full, input/output error, locked by an operator's shell
  };
  Kind kind;
  std::string text;
};

// The store goes on in memory, and tries again.
inline bool may_pass(const DatabaseTrouble& trouble) {
  return trouble.kind == DatabaseTrouble::Kind::unavailable ||
         trouble.kind == DatabaseTrouble::Kind::read_only;
}

}  // namespace gatewarden
