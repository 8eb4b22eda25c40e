// The store's file, its tables and their versions (FORMAT.md). For one thread at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "gateway/store/database_trouble.hpp"
#include "gateway/store/stored_state.hpp"

namespace gatewarden {

class Database {
 public:
  // Opens or makes the file and updates its tables. Checks every page
  // (15 ms for 30,000 things), because ids are trusted afterwards.
  static std::optional<DatabaseTrouble> open(const std::filesystem::path& file,
                                             std::unique_ptr<Database>& opened);
  // The same for reading only, on a read-only disk; a file older than kOldestAsItIs
  // or of a later program is `unavailable`.
  static std::optional<DatabaseTrouble> open_as_it_is(const std::filesystem::path& file,
                                                      std::unique_ptr<Database>& opened);
  ~Database();

  std::optional<DatabaseTrouble> read(StoredState& state);
  // Forgets things without a report in that time before `now`.
  std::optional<DatabaseTrouble> forget_unsent(std::chrono::milliseconds within, WallTime now);
  // All or nothing. A ceiling then survives a power cut. The rest survives
  // the end of the process; a power cut takes the last few seconds.
  std::optional<DatabaseTrouble> commit(const StateChanges& changes);
  // Brings what was committed from the write-ahead log into the file, so that it holds something without its log.
  std::optional<DatabaseTrouble> settle();

 private:
  struct Handle;
  explicit Database(std::unique_ptr<Handle> handle);
  std::unique_ptr<Handle> handle_;
};

}  // namespace gatewarden
