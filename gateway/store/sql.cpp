#include "gateway/store/sql.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <cstdio>

namespace gatewarden {
namespace {

constexpr int kPatience = 1000;  // ms, for a shell to release the file

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

// The way to the file may lead over links (systemd makes one of a state directory), which SQLite would refuse too.
std::filesystem::path without_links(const std::filesystem::path& file) {
  std::error_code error;
  const auto folder = std::filesystem::canonical(file.has_parent_path() ? file.parent_path() : ".", error);
  return error ? file : folder / file.filename();
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Statement::Statement(sqlite3* database, const char* sql) {
  sqlite3_stmt* made = nullptr;
  code_ = sqlite3_prepare_v2(database, sql, -1, &made, nullptr);
  statement_.reset(made);
}

Statement& Statement::bind(int place, std::string_view text) {
  return keep(
      sqlite3_bind_text(statement_.get(), place, text.data(), static_cast<int>(text.size()), SQLITE_STATIC));
}

Statement& Statement::bind(int place, std::int64_t number) {
  return keep(sqlite3_bind_int64(statement_.get(), place, number));
}

bool Statement::step() {
  if (code_ != SQLITE_OK) return false;
  const int result = sqlite3_step(statement_.get());
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) code_ = result;
  return false;
}

void Statement::run() {
  step();
  sqlite3_reset(statement_.get());
}

std::int64_t Statement::number(int column) const { return sqlite3_column_int64(statement_.get(), column); }

std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  if (bytes == nullptr) return "";
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

SqlFile::~SqlFile() { sqlite3_close_v2(database_); }

int SqlFile::open() {
  // Made here to be private under any umask; SQLite gives its side files the same mode.
  const int made = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  read_only_disk_ = made < 0 && errno == EROFS;
  is_link_ = made < 0 && errno == ELOOP;
  if (read_only_disk_) return SQLITE_READONLY;
  if (is_link_) return SQLITE_CANTOPEN;
  if (made >= 0) ::close(made);
  constexpr int kHow = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
  const int code = sqlite3_open_v2(without_links(file_).c_str(), &database_, kHow, nullptr);
  if (code != SQLITE_OK) return code;
  // A damaged or a planted file cannot make SQLite write its own structures.
  sqlite3_db_config(database_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  if (sqlite3_db_readonly(database_, "main") == 1) return SQLITE_READONLY;
  return sqlite3_busy_timeout(database_, kPatience);
}

// SQLite neither locks the file nor makes others beside it, and does not read its write-ahead log.
int SqlFile::open_as_it_is() {
  std::string uri = "file:";
  for (const char c : file_.string()) {
    char escape[4];
    std::snprintf(escape, sizeof escape, "%%%02x", static_cast<unsigned char>(c));
    uri += std::isalnum(static_cast<unsigned char>(c)) || c == '/' || c == '.' ? std::string(1, c) : escape;
  }
  return sqlite3_open_v2((uri + "?immutable=1").c_str(), &database_,
                         SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
}

int SqlFile::run(const char* sql) { return sqlite3_exec(database_, sql, nullptr, nullptr, nullptr); }

int SqlFile::ask(const char* sql, std::string& answer) {
  Statement asked = statement(sql);
  if (asked.step()) answer = asked.text(0);
  return asked.code();
}

int SqlFile::sync(bool wanted) {
  if (wanted == synced_) return SQLITE_OK;
  synced_ = wanted;
  return run(wanted ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
}

DatabaseTrouble SqlFile::trouble(int code) const {
  if (read_only_disk_) {
    return {DatabaseTrouble::Kind::read_only,
            file_.string() + ": its file system is read-only: mount it for writing"};
  }
  if (is_link_) {
    return {DatabaseTrouble::Kind::denied,
            file_.string() + ": it is a link: remove it, or name the folder it leads to as state_directory"};
  }
  std::string text = file_.string() + ": ";
  text += database_ && sqlite3_errcode(database_) == (code & 0xff) ? sqlite3_errmsg(database_)
                                                                   : sqlite3_errstr(code);
  if (kind_of(code) == DatabaseTrouble::Kind::denied) text += ": let the gateway's user write it";
  if ((code & 0xff) == SQLITE_FULL) text += ": make room";
  return {kind_of(code), text};
}

}  // namespace gatewarden
