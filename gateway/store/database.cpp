#include "gateway/store/database.hpp"

#include <algorithm>

#include "gateway/store/learned_rows.hpp"
#include "gateway/store/sql.hpp"
#include "gateway/store/table_steps.hpp"

namespace gatewarden {
namespace {

// Ceilings and ids only rise: a file back from an outage keeps the higher one.
constexpr const char* kPutCeiling =
    "INSERT INTO gateway VALUES ('report_id_ceiling', ?1)"
    " ON CONFLICT (key) DO UPDATE SET value = max(value, excluded.value)";
constexpr const char* kPutAlive =
    "INSERT INTO gateway VALUES ('alive_ms', ?1) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
constexpr const char* kPutThing =
    "INSERT INTO thing VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (name) DO UPDATE SET"
    " last_report_id = max(last_report_id, excluded.last_report_id), last_sent_ms = excluded.last_sent_ms,"
    " counters = iif(excluded.counters = '', counters, excluded.counters),"
    " seen_ms = iif(excluded.seen_ms = 0, seen_ms, excluded.seen_ms),"
    " awaited_ms = iif(excluded.awaited_ms = 0, awaited_ms, excluded.awaited_ms)";
// Counted from the newest send and from the clock: either may be wrong by years.
constexpr const char* kForgetOldThings =
    "DELETE FROM thing WHERE last_sent_ms < min(?1, (SELECT max(last_sent_ms) FROM thing)) - ?2";
constexpr const char* kDropThing = "DELETE FROM thing WHERE name = ?1";
constexpr const char* kForgetMemory = "DELETE FROM device_memory WHERE thing = ?1";
constexpr const char* kPutMemory = "INSERT OR REPLACE INTO device_memory VALUES (?1, ?2)";

std::int64_t milliseconds(WallTime time) { return time.time_since_epoch().count(); }

}  // namespace

struct Database::Handle {
  explicit Handle(std::filesystem::path path) : file(std::move(path)) {}
  std::optional<DatabaseTrouble> prepare();
  std::optional<DatabaseTrouble> check();
  std::optional<DatabaseTrouble> upgrade();
  int read_gateway(StoredState& state);
  int read_things(StoredState& state);
  int read_memory(StoredState& state);
  int write(const StateChanges& changes);
  int write_gateway(const StateChanges& changes);
  int write_things(const StateChanges& changes);
  int write_memory(const StateChanges& changes);

  SqlFile file;
  std::size_t version = kTableSteps.size();
};

Database::Database(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
Database::~Database() = default;

std::optional<DatabaseTrouble> Database::open(const std::filesystem::path& file,
                                              std::unique_ptr<Database>& opened) {
  auto handle = std::make_unique<Handle>(file);
  if (const int code = handle->file.open()) return handle->file.trouble(code);
  if (auto trouble = handle->prepare()) return trouble;
  opened.reset(new Database(std::move(handle)));
  return std::nullopt;
}

std::optional<DatabaseTrouble> Database::open_as_it_is(const std::filesystem::path& file,
                                                       std::unique_ptr<Database>& opened) {
  auto handle = std::make_unique<Handle>(file);
  if (const int code = handle->file.open_as_it_is()) return handle->file.trouble(code);
  if (auto trouble = handle->check()) return trouble;
  std::string text;
  if (const int code = handle->file.ask("PRAGMA user_version", text)) return handle->file.trouble(code);
  const std::size_t version = std::stoul(text);
  if (version < kOldestAsItIs || version > kTableSteps.size()) {
    return DatabaseTrouble{DatabaseTrouble::Kind::unavailable, file.string() + ": of version " + text};
  }
  handle->version = version;
  opened.reset(new Database(std::move(handle)));
  return std::nullopt;
}

std::optional<DatabaseTrouble> Database::Handle::prepare() {
  // Exclusive: nobody else needs the file, and the WAL index needs no shared memory.
  if (const int code = file.run(
          "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")) {
    return file.trouble(code);
  }
  if (auto trouble = check()) return trouble;
  return upgrade();
}

std::optional<DatabaseTrouble> Database::Handle::check() {
  std::string sound;
  if (const int code = file.ask("PRAGMA quick_check(1)", sound)) return file.trouble(code);
  if (sound != "ok") {
    std::replace(sound.begin(), sound.end(), '\n', ' ');
    return DatabaseTrouble{DatabaseTrouble::Kind::damaged, file.path().string() + ": " + sound};
  }
  // Code of a stranger, which may have no end.
  std::string foreign;
  if (const int code =
          file.ask("SELECT count(*) FROM sqlite_master WHERE type IN ('view', 'trigger')", foreign))
    return file.trouble(code);
  if (foreign == "0") return std::nullopt;
  return DatabaseTrouble{DatabaseTrouble::Kind::damaged,
                         file.path().string() + ": it holds views or triggers, which no gatewarden makes"};
}

std::optional<DatabaseTrouble> Database::Handle::upgrade() {
  std::string text;
  if (const int code = file.ask("PRAGMA user_version", text)) return file.trouble(code);
  if (text.starts_with('-')) {
    return DatabaseTrouble{DatabaseTrouble::Kind::damaged,
                           file.path().string() + ": of version " + text + ", which no gatewarden writes"};
  }
  const std::size_t found = std::stoul(text);
  if (found > kTableSteps.size()) {
    return DatabaseTrouble{DatabaseTrouble::Kind::newer,
                           file.path().string() + ": written by a later gatewarden (version " + text +
                               ", this one knows " + std::to_string(kTableSteps.size()) +
                               "): run that one, or move the file away"};
  }
  for (std::size_t step = found; step < kTableSteps.size(); ++step) {
    const std::string sql = std::string("BEGIN IMMEDIATE;") + kTableSteps[step] +
                            "PRAGMA user_version = " + std::to_string(step + 1) + "; COMMIT";
    if (const int code = file.run(sql.c_str())) {
      auto failed = file.trouble(code);
      file.run("ROLLBACK");
      return failed;
    }
  }
  return std::nullopt;
}

std::optional<DatabaseTrouble> Database::read(StoredState& state) {
  int code = handle_->read_gateway(state);
  if (!code) code = handle_->read_things(state);
  if (!code) code = read_learned_rows(handle_->file, handle_->version, state);
  if (!code) code = handle_->read_memory(state);
  return code ? std::optional(handle_->file.trouble(code)) : std::nullopt;
}

int Database::Handle::read_gateway(StoredState& state) {
  Statement ceiling = file.statement("SELECT value FROM gateway WHERE key = 'report_id_ceiling'");
  if (ceiling.step()) state.report_id_ceiling = static_cast<std::uint64_t>(ceiling.number(0));
  if (ceiling.code()) return ceiling.code();
  Statement alive = file.statement("SELECT value FROM gateway WHERE key = 'alive_ms' AND value > 0");
  if (alive.step()) state.unclean_shutdown = WallTime(std::chrono::milliseconds(alive.number(0)));
  return alive.code();
}

int Database::Handle::read_things(StoredState& state) {
  Statement things = file.statement(
      version >= kSilenceSince
          ? "SELECT name, last_report_id, last_sent_ms, counters, seen_ms, awaited_ms FROM thing"
          : "SELECT name, last_report_id, last_sent_ms, counters, 0, 0 FROM thing");
  const auto time = [&things](int column) {
    return WallTime(std::chrono::milliseconds(things.number(column)));
  };
  while (things.step()) {
    state.things.emplace(things.text(0), ThingRecord{static_cast<std::uint64_t>(things.number(1)), time(2),
                                                     things.text(3), time(4), time(5)});
  }
  return things.code();
}

int Database::Handle::read_memory(StoredState& state) {
  Statement memory = file.statement("SELECT thing, text FROM device_memory");
  while (memory.step()) state.device_memory.emplace(memory.text(0), memory.text(1));
  return memory.code();
}

std::optional<DatabaseTrouble> Database::forget_unsent(std::chrono::milliseconds within, WallTime now) {
  Statement forget = handle_->file.statement(kForgetOldThings);
  forget.bind(1, static_cast<std::int64_t>(now.time_since_epoch().count()));
  forget.bind(2, static_cast<std::int64_t>(within.count())).run();
  return forget.code() ? std::optional(handle_->file.trouble(forget.code())) : std::nullopt;
}

int Database::Handle::write(const StateChanges& changes) {
  int code = write_gateway(changes);
  if (!code) code = write_things(changes);
  if (!code) code = write_memory(changes);
  return code ? code : write_learned_rows(file, changes);
}

int Database::Handle::write_gateway(const StateChanges& changes) {
  if (changes.ceiling) {
    Statement put = file.statement(kPutCeiling);
    put.bind(1, static_cast<std::int64_t>(*changes.ceiling)).run();
    if (put.code()) return put.code();
  }
  if (!changes.alive) return 0;
  Statement put = file.statement(kPutAlive);
  put.bind(1, static_cast<std::int64_t>(changes.alive->time_since_epoch().count())).run();
  return put.code();
}

int Database::Handle::write_things(const StateChanges& changes) {
  Statement drop = file.statement(kDropThing);
  for (const std::string& name : changes.dropped) {
    drop.bind(1, name).run();
    if (drop.code()) return drop.code();
  }
  Statement put = file.statement(kPutThing);
  for (const auto& [name, record] : changes.sent) {
    put.bind(1, name).bind(2, static_cast<std::int64_t>(record.last_report_id));
    put.bind(3, milliseconds(record.last_sent)).bind(4, record.counters);
    put.bind(5, milliseconds(record.seen)).bind(6, milliseconds(record.awaited)).run();
    if (put.code()) return put.code();
  }
  return put.code();
}

int Database::Handle::write_memory(const StateChanges& changes) {
  Statement put = file.statement(kPutMemory), forget = file.statement(kForgetMemory);
  for (const auto& [thing, text] : changes.device_memory) {
    Statement& statement = text.empty() ? forget : put;
    statement.bind(1, thing);
    if (!text.empty()) statement.bind(2, text);
    statement.run();
    if (statement.code()) return statement.code();
  }
  return 0;
}

std::optional<DatabaseTrouble> Database::commit(const StateChanges& changes) {
  if (changes.empty()) return std::nullopt;
  SqlFile& file = handle_->file;
  int code = file.sync(changes.ceiling.has_value());
  if (!code) code = file.run("BEGIN IMMEDIATE");
  if (!code) code = handle_->write(changes);
  if (!code) code = file.run("COMMIT");
  if (!code) return std::nullopt;
  auto failed = file.trouble(code);
  file.run("ROLLBACK");
  return failed;
}

std::optional<DatabaseTrouble> Database::settle() {
  const int code = handle_->file.run("PRAGMA wal_checkpoint(TRUNCATE)");
  return code ? std::optional(handle_->file.trouble(code)) : std::nullopt;
}

}  // namespace gatewarden
