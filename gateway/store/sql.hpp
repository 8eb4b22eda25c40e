// The store's part of SQLite; no other file knows its interface. Codes are SQLite's.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/store/database_trouble.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace gatewarden {

// code() keeps the first failure: one check per run of steps. Bound texts must outlive the run.
class Statement {
 public:
  Statement(sqlite3* database, const char* sql);
  Statement& bind(int place, std::string_view text);
  Statement& bind(int place, std::int64_t number);
  bool step();  // true while there is a row
  void run();
  std::int64_t number(int column) const;
  std::string text(int column) const;
  int code() const { return code_; }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  Statement& keep(int code) {
    if (code_ == 0) code_ = code;
    return *this;
  }
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int code_ = 0;
};

class SqlFile {
 public:
  explicit SqlFile(std::filesystem::path file) : file_(std::move(file)) {}
  ~SqlFile();
  SqlFile(const SqlFile&) = delete;
  SqlFile& operator=(const SqlFile&) = delete;

  // For writing: a read-only file is an error.
  int open();
  // For reading, on a read-only disk: what was committed last may be missing.
  int open_as_it_is();
  int run(const char* sql);
  int ask(const char* sql, std::string& answer);  // the first column of the first row
  Statement statement(const char* sql) { return {database_, sql}; }
  // Without it (NORMAL) a commit costs no fsync, and a power cut can undo
  // the last ones: right for send times, but a used id must not come back.
  int sync(bool wanted);

  DatabaseTrouble trouble(int code) const;
  const std::filesystem::path& path() const { return file_; }

 private:
  std::filesystem::path file_;
  sqlite3* database_ = nullptr;
  bool synced_ = false;  // PRAGMA synchronous = FULL
  bool read_only_disk_ = false;
  bool is_link_ = false;
};

}  // namespace gatewarden
