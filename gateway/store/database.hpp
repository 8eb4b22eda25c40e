// The file behind the store: the only place with SQLite. Used by one thread at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "gateway/store/stored_state.hpp"

namespace gatewarden {

// Why a file could not be used; `text` names the file and, where there is one, the remedy.
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

class Database {
 public:
  // Opens or makes the file and brings its tables up to date. Checks every page: damage must be found before
  // ids are trusted (15 ms for 30,000 things).
  static std::optional<DatabaseTrouble> open(const std::filesystem::path& file,
                                             std::unique_ptr<Database>& opened);
  ~Database();

  std::optional<DatabaseTrouble> read(StoredState& state);
  // Forgets the things that nothing was sent for within that time before `now`.
  std::optional<DatabaseTrouble> forget_unsent(std::chrono::milliseconds within, WallTime now);
  // All or nothing. A ceiling is on the disk afterwards and survives a power cut; the rest survives the end
  // of the process, and a power cut up to the last few seconds.
  std::optional<DatabaseTrouble> commit(const StateChanges& changes);

 private:
  struct Handle;
  explicit Database(std::unique_ptr<Handle> handle);
  std::unique_ptr<Handle> handle_;
};

}  // namespace gatewarden
