#include "gateway/store/store_file.hpp"

#include <algorithm>

#include "gateway/base/log.hpp"
#include "gateway/store/set_aside.hpp"
#include "gateway/store/store_settings.hpp"

namespace gatewarden {

std::optional<DatabaseTrouble> StoreFile::open() {
  auto trouble = Database::open(path_, database_);
  if (!trouble || trouble->kind != DatabaseTrouble::Kind::damaged) return trouble;
  auto aside = set_aside(path_);
  if (!aside) return DatabaseTrouble{DatabaseTrouble::Kind::unavailable, aside.error()};
  log::error("store", "damaged_file_set_aside", {{"why", trouble->text}, {"kept_as", *aside}});
  lost_ids_ = true;
  begun_anew_ = true;
  settled_ = false;
  return Database::open(path_, database_);
}

std::optional<DatabaseTrouble> StoreFile::read(StoredState& state, WallTime now) {
  auto trouble = open();
  if (!trouble && now != WallTime{}) {
    // A full disk refuses even this, and can still be read.
    (void)database_->forget_unsent(kThingRetention, now);
  }
  if (!trouble) trouble = database_->read(state);
  if (!trouble) {
    if (const char* missing = lost_ids_ ? nullptr : missing_from(state)) {
      say_lost(missing);
      lost_ids_ = true;
    }
  } else if (trouble->kind == DatabaseTrouble::Kind::read_only) {
    read_as_it_is(state);
  } else {
    lost_ids_ = true;
  }
  if (trouble) close();
  if (copy_.known && copy_.known->ids > 0) {
    state.report_id_ceiling = std::max(state.report_id_ceiling, copy_.known->ids);
    state.ceiling_stored = copy_.known->at;
  }
  ceiling_ = state.report_id_ceiling;
  // The last sends are unknown: they may be a moment ago. A read-only file does not tell of runs since it became so.
  const bool unknown = lost_ids_ || (trouble && trouble->kind == DatabaseTrouble::Kind::read_only);
  if (unknown && now != WallTime{}) state.unclean_shutdown = now;
  return trouble;
}

// Of a read-only disk. With a ceiling beside the file, ids go on from that: a later run that can read all of it does the
// same, and its ids shall not be below those of this one.
void StoreFile::read_as_it_is(StoredState& state) {
  std::unique_ptr<Database> found;
  const auto unreadable = Database::open_as_it_is(path_, found);
  if (unreadable || found->read(state)) state = {};
  std::error_code error;
  const auto log_bytes = std::filesystem::file_size(path_.string() + "-wal", error);
  const char* missing = !error && log_bytes > 0 ? "cannot take in its log" : missing_from(state);
  if (!missing) return;
  say_lost(missing);
  lost_ids_ = !copy_.known || copy_.known->ids == 0;
}

// "Nothing is stored" and "nothing ever happened" are two things. Null: nothing is missing.
const char* StoreFile::missing_from(const StoredState& state) const {
  const std::uint64_t stored = state.report_id_ceiling;
  if (copy_.known ? stored >= copy_.known->ids : stored > 0) return nullptr;
  return stored == 0 ? "holds no report ids, but a gateway ran here before"
                     : "is older than the last report ids of its gateway";
}

void StoreFile::say_lost(const char* why) const {
  log::error("store", "state_lost",
             {{"why", path_.string() + " " + why},
              {"now", "going on with ids that were never used; all reports count as just sent"}});
}

std::optional<DatabaseTrouble> StoreFile::write(StateChanges& changes) {
  if (changes.empty() && database_) return std::nullopt;
  raised_ |= changes.ceiling.has_value();
  if (changes.ceiling) ceiling_ = std::max(ceiling_, *changes.ceiling);
  // Also at each sign of life: the later the copy was kept, the less a next run must leave out for runs without a
  // trace. Those before this run are allowed for only in a ceiling of its own.
  const bool keeps = raised_ && (changes.ceiling || changes.alive);
  auto trouble = commit(changes);
  if (!keeps) return trouble;
  // After the database, so that it is never behind without a loss.
  const bool copied = copy_.keep && copy_.keep(ceiling_);
  // With the database alone, its loss would look like a first start.
  ceiling_is_safe_ = copied || (!trouble && !copy_.keep);
  return trouble;
}

std::optional<DatabaseTrouble> StoreFile::commit(StateChanges& changes) {
  for (bool again = false;; again = true) {
    if (!database_) {
      if (auto trouble = open()) return trouble;
    }
    if (begun_anew_ && ceiling_ > 0) changes.ceiling = ceiling_;
    auto trouble = database_->commit(changes);
    if (!trouble && changes.ceiling && !settled_) {
      settled_ = true;
      trouble = database_->settle();
    }
    if (!trouble) {
      begun_anew_ = false;
      return std::nullopt;
    }
    close();  // opening anew finds damage and heals it
    if (again || trouble->kind != DatabaseTrouble::Kind::damaged) return trouble;
  }
}

}  // namespace gatewarden
