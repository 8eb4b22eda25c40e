// The store's file: opened anew after a failure, and set aside and begun anew if damaged. Its ceiling is kept once
// more beside it: a file that holds less than that, or nothing, is a loss too. One thread at a time.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "gateway/store/ceiling_copy.hpp"
#include "gateway/store/database.hpp"
#include "gateway/store/stored_state.hpp"

namespace gatewarden {

class StoreFile {
 public:
  explicit StoreFile(std::filesystem::path path, CeilingCopy copy = {})
      : path_(std::move(path)), copy_(std::move(copy)) {}

  // Forgets things without a report in kThingRetention before `now`, then reads all. After a loss, or
  // on a read-only disk, `now` is the unclean shutdown: all may just have been sent. The epoch switches both off.
  std::optional<DatabaseTrouble> read(StoredState& state, WallTime now);
  // One commit. A file begun anew also gets the highest known ceiling, by `changes`.
  std::optional<DatabaseTrouble> write(StateChanges& changes);
  // The highest ceiling asked for is on the disk: beside the file if it is kept there, else in it.
  bool ceiling_is_safe() const { return ceiling_is_safe_; }
  void close() { database_.reset(); }

  const std::filesystem::path& path() const { return path_; }
  // Its content was unreadable, or is gone. Any thread may ask.
  bool lost_ids() const { return lost_ids_; }

 private:
  std::optional<DatabaseTrouble> open();
  std::optional<DatabaseTrouble> commit(StateChanges& changes);
  void read_as_it_is(StoredState& state);
  const char* missing_from(const StoredState& state) const;
  void say_lost(const char* why) const;

  const std::filesystem::path path_;
  const CeilingCopy copy_;
  std::unique_ptr<Database> database_;  // null: open it before the next commit
  bool begun_anew_ = false;             // the file knows less than we do
  bool settled_ = false;                // holds a ceiling without its log
  std::uint64_t ceiling_ = 0;           // the highest stored or asked for
  bool raised_ = false;                 // one was asked for
  bool ceiling_is_safe_ = false;
  std::atomic<bool> lost_ids_ = false;
};

}  // namespace gatewarden
