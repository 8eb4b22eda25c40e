#include "gateway/store/database.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace gatewarden {
namespace {

// Step i brings the tables from version i to i + 1 (PRAGMA user_version). Steps are never edited, only added.
constexpr std::array kSteps = {
    "CREATE TABLE gateway (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE thing (name TEXT PRIMARY KEY, last_report_id INTEGER NOT NULL, last_sent_ms INTEGER NOT "
    "NULL)  STRICT, WITHOUT ROWID;"
    "CREATE TABLE learned (link TEXT NOT NULL, identity TEXT NOT NULL, thing TEXT NOT NULL, profile TEXT NOT "
    "NULL,  PRIMARY KEY (link, identity)) STRICT, WITHOUT ROWID;",
    // What the counters read when the last report was closed.
    "ALTER TABLE thing ADD COLUMN counters TEXT NOT NULL DEFAULT '';",
    // What adapters remember of their devices.
    "CREATE TABLE device_memory (thing TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;",
};

// Ceilings and ids only ever rise: a file that comes back after the gateway went on
// without it keeps the higher one.
constexpr const char* kPutCeiling =
    "INSERT INTO gateway VALUES ('report_id_ceiling', ?1)"
    " ON CONFLICT (key) DO UPDATE SET value = max(value, excluded.value)";
constexpr const char* kPutAlive =
    "INSERT INTO gateway VALUES ('alive_ms', ?1) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
constexpr const char* kPutThing =
    "INSERT INTO thing VALUES (?1, ?2, ?3, ?4) ON CONFLICT (name) DO UPDATE SET"
    " last_report_id = max(last_report_id, excluded.last_report_id), last_sent_ms = excluded.last_sent_ms,"
    " counters = iif(excluded.counters = '', counters, excluded.counters)";
// Counted from the newest send as well as from the clock: either alone may be wrong by years.
constexpr const char* kForgetOldThings =
    "DELETE FROM thing WHERE last_sent_ms < min(?1, (SELECT max(last_sent_ms) FROM thing)) - ?2";
constexpr const char* kForgetMemory = "DELETE FROM device_memory WHERE thing = ?1";
constexpr const char* kPutMemory = "INSERT OR REPLACE INTO device_memory VALUES (?1, ?2)";
constexpr const char* kPutLearned = "INSERT OR REPLACE INTO learned VALUES (?1, ?2, ?3, ?4)";
constexpr const char* kForgetLearned = "DELETE FROM learned WHERE link = ?1 AND identity = ?2";

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

// A prepared statement; `code()` remembers the first failure, so a run of steps is checked once.
class Statement {
 public:
  Statement(sqlite3* database, const char* sql) {
    sqlite3_stmt* made = nullptr;
    code_ = sqlite3_prepare_v2(database, sql, -1, &made, nullptr);
    statement_.reset(made);
  }
  Statement& bind(int place, std::string_view text) {
    return keep(sqlite3_bind_text(statement_.get(), place, text.data(), static_cast<int>(text.size()),
                                  SQLITE_STATIC));
  }
  Statement& bind(int place, std::int64_t number) {
    return keep(sqlite3_bind_int64(statement_.get(), place, number));
  }
  // True while there is a row.
  bool step() {
    if (code_ != SQLITE_OK) return false;
    const int result = sqlite3_step(statement_.get());
    if (result == SQLITE_ROW) return true;
    if (result != SQLITE_DONE) code_ = result;
    return false;
  }
  void run() {
    step();
    sqlite3_reset(statement_.get());
  }
  std::int64_t number(int column) { return sqlite3_column_int64(statement_.get(), column); }
  std::string text(int column) {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
    return bytes
               ? std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)))
               : "";
  }
  int code() const { return code_; }

 private:
  Statement& keep(int code) {
    if (code_ == SQLITE_OK) code_ = code;
    return *this;
  }
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int code_ = SQLITE_OK;
};

DatabaseTrouble::Kind kind_of(int code) {
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return DatabaseTrouble::Kind::damaged;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
      return DatabaseTrouble::Kind::denied;
    default:
      return DatabaseTrouble::Kind::unavailable;
  }
}

}  // namespace

struct Database::Handle {
  std::filesystem::path file;
  sqlite3* database = nullptr;
  bool synced = false;  // PRAGMA synchronous = FULL is in force

  ~Handle() { sqlite3_close_v2(database); }

  DatabaseTrouble trouble(int code) const {
    std::string text = file.string() + ": ";
    text += database && sqlite3_errcode(database) == (code & 0xff) ? sqlite3_errmsg(database)
                                                                   : sqlite3_errstr(code);
    if (kind_of(code) == DatabaseTrouble::Kind::denied) text += ": let the gateway's user write it";
    if ((code & 0xff) == SQLITE_FULL) text += ": make room";
    return {kind_of(code), text};
  }
  int run(const char* sql) { return sqlite3_exec(database, sql, nullptr, nullptr, nullptr); }
  int ask(const char* sql, std::string& answer) {
    Statement statement(database, sql);
    if (statement.step()) answer = statement.text(0);
    return statement.code();
  }
  // NORMAL costs no fsync per commit, and only a power cut can take the last commits back: right for send
  // times. An id that was given out must not come back even then.
  int sync(bool wanted) {
    if (wanted == synced) return SQLITE_OK;
    synced = wanted;
    return run(wanted ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
  }
  std::optional<DatabaseTrouble> prepare();
  std::optional<DatabaseTrouble> upgrade();
  int write(const StateChanges& changes);
};

Database::Database(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
Database::~Database() = default;

std::optional<DatabaseTrouble> Database::open(const std::filesystem::path& file,
                                              std::unique_ptr<Database>& opened) {
  auto handle = std::make_unique<Handle>();
  handle->file = file;
  // Made here so that it is private whatever the umask; SQLite gives its side files the same mode.
  const int made = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (made >= 0) ::close(made);
  const int code =
      sqlite3_open_v2(file.c_str(), &handle->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) return handle->trouble(code);
  if (auto trouble = handle->prepare()) return trouble;
  opened.reset(new Database(std::move(handle)));
  return std::nullopt;
}

std::optional<DatabaseTrouble> Database::Handle::prepare() {
  if (sqlite3_db_readonly(database, "main") == 1) return trouble(SQLITE_READONLY);
  sqlite3_busy_timeout(database, 1000);
  // Exclusive: no one else needs the file while the gateway runs, and the WAL index needs no shared memory.
  if (const int code =
          run("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")) {
    return trouble(code);
  }
  std::string sound;
  if (const int code = ask("PRAGMA quick_check(1)", sound)) return trouble(code);
  if (sound != "ok") {
    std::replace(sound.begin(), sound.end(), '\n', ' ');
    return DatabaseTrouble{DatabaseTrouble::Kind::damaged, file.string() + ": " + sound};
  }
  return upgrade();
}

std::optional<DatabaseTrouble> Database::Handle::upgrade() {
  std::string text;
  if (const int code = ask("PRAGMA user_version", text)) return trouble(code);
  const std::size_t version = std::stoul(text);
  if (version > kSteps.size()) {
    return DatabaseTrouble{DatabaseTrouble::Kind::newer,
                           file.string() + ": written by a later gatewarden (version " + text +
                               ", this one knows " + std::to_string(kSteps.size()) +
                               "): run that one, or move the file away"};
  }
  for (std::size_t step = version; step < kSteps.size(); ++step) {
    const std::string sql = std::string("BEGIN IMMEDIATE;") + kSteps[step] +
                            "PRAGMA user_version = " + std::to_string(step + 1) + "; COMMIT";
    if (const int code = run(sql.c_str())) {
      auto failed = trouble(code);
      run("ROLLBACK");
      return failed;
    }
  }
  return std::nullopt;
}

std::optional<DatabaseTrouble> Database::read(StoredState& state) {
  auto* database = handle_->database;
  Statement ceiling(database, "SELECT value FROM gateway WHERE key = 'report_id_ceiling'");
  if (ceiling.step()) state.report_id_ceiling = static_cast<std::uint64_t>(ceiling.number(0));
  if (ceiling.code()) return handle_->trouble(ceiling.code());

  Statement alive(database, "SELECT value FROM gateway WHERE key = 'alive_ms' AND value > 0");
  if (alive.step()) state.cut_off = WallTime(std::chrono::milliseconds(alive.number(0)));
  if (alive.code()) return handle_->trouble(alive.code());

  Statement things(database, "SELECT name, last_report_id, last_sent_ms, counters FROM thing");
  while (things.step()) {
    state.things.emplace(things.text(0),
                         ThingRecord{static_cast<std::uint64_t>(things.number(1)),
                                     WallTime(std::chrono::milliseconds(things.number(2))), things.text(3)});
  }
  if (things.code()) return handle_->trouble(things.code());

  Statement learned(database, "SELECT link, identity, thing, profile FROM learned");
  while (learned.step()) {
    state.learned.push_back({learned.text(0), learned.text(1), learned.text(2), learned.text(3)});
  }
  if (learned.code()) return handle_->trouble(learned.code());

  Statement memory(database, "SELECT thing, text FROM device_memory");
  while (memory.step()) state.device_memory.emplace(memory.text(0), memory.text(1));
  if (memory.code()) return handle_->trouble(memory.code());
  return std::nullopt;
}

std::optional<DatabaseTrouble> Database::forget_unsent(std::chrono::milliseconds within, WallTime now) {
  Statement forget(handle_->database, kForgetOldThings);
  forget.bind(1, static_cast<std::int64_t>(now.time_since_epoch().count()));
  forget.bind(2, static_cast<std::int64_t>(within.count())).run();
  return forget.code() ? std::optional(handle_->trouble(forget.code())) : std::nullopt;
}

int Database::Handle::write(const StateChanges& changes) {
  if (changes.ceiling) {
    Statement put(database, kPutCeiling);
    put.bind(1, static_cast<std::int64_t>(*changes.ceiling)).run();
    if (put.code()) return put.code();
  }
  if (changes.alive) {
    Statement put(database, kPutAlive);
    put.bind(1, static_cast<std::int64_t>(changes.alive->time_since_epoch().count())).run();
    if (put.code()) return put.code();
  }
  Statement put_thing(database, kPutThing);
  for (const auto& [name, record] : changes.sent) {
    put_thing.bind(1, name).bind(2, static_cast<std::int64_t>(record.last_report_id));
    put_thing.bind(3, static_cast<std::int64_t>(record.last_sent.time_since_epoch().count()));
    put_thing.bind(4, record.counters).run();
    if (put_thing.code()) return put_thing.code();
  }
  Statement put_memory(database, kPutMemory);
  Statement forget_memory(database, kForgetMemory);
  for (const auto& [thing, text] : changes.device_memory) {
    Statement& statement = text.empty() ? forget_memory : put_memory;
    statement.bind(1, thing);
    if (!text.empty()) statement.bind(2, text);
    statement.run();
    if (statement.code()) return statement.code();
  }
  Statement put_learned(database, kPutLearned);
  Statement forget(database, kForgetLearned);
  for (const auto& [key, child] : changes.learned) {
    Statement& statement = child ? put_learned : forget;
    statement.bind(1, key.first).bind(2, key.second);
    if (child) statement.bind(3, child->thing).bind(4, child->profile);
    statement.run();
    if (statement.code()) return statement.code();
  }
  return SQLITE_OK;
}

std::optional<DatabaseTrouble> Database::commit(const StateChanges& changes) {
  if (changes.empty()) return std::nullopt;
  int code = handle_->sync(changes.ceiling.has_value());
  if (!code) code = handle_->run("BEGIN IMMEDIATE");
  if (!code) code = handle_->write(changes);
  if (!code) code = handle_->run("COMMIT");
  if (!code) return std::nullopt;
  auto failed = handle_->trouble(code);
  handle_->run("ROLLBACK");
  return failed;
}

}  // namespace gatewarden
