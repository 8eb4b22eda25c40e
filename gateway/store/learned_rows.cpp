#include "gateway/store/learned_rows.hpp"

#include "gateway/store/table_steps.hpp"

namespace gatewarden {
namespace {

constexpr const char* kPutLearned = "INSERT OR REPLACE INTO learned VALUES (?1, ?2, ?3, ?4)";
constexpr const char* kDropLearned = "DELETE FROM learned WHERE link = ?1 AND identity = ?2";
constexpr const char* kPutForgotten = "INSERT OR REPLACE INTO forgotten VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
constexpr const char* kDropForgotten = "DELETE FROM forgotten WHERE thing = ?1";

std::int64_t milliseconds(WallTime time) { return time.time_since_epoch().count(); }

int read_learned(SqlFile& file, StoredState& state) {
  Statement learned = file.statement("SELECT link, identity, thing, profile FROM learned");
  while (learned.step()) {
    state.learned.push_back({learned.text(0), learned.text(1), learned.text(2), learned.text(3)});
  }
  return learned.code();
}

int read_forgotten(SqlFile& file, StoredState& state) {
  Statement forgotten = file.statement(
      "SELECT thing, link, identity, last_report_id, last_sent_ms, forgotten_ms FROM forgotten");
  const auto time = [&forgotten](int column) {
    return WallTime(std::chrono::milliseconds(forgotten.number(column)));
  };
  while (forgotten.step()) {
    state.forgotten.push_back({forgotten.text(0), forgotten.text(1), forgotten.text(2),
                               static_cast<std::uint64_t>(forgotten.number(3)), time(4), time(5)});
  }
  return forgotten.code();
}

int write_learned(SqlFile& file, const StateChanges& changes) {
  Statement put = file.statement(kPutLearned), drop = file.statement(kDropLearned);
  for (const auto& [key, child] : changes.learned) {
    Statement& statement = child ? put : drop;
    statement.bind(1, key.first).bind(2, key.second);
    if (child) statement.bind(3, child->thing).bind(4, child->profile);
    statement.run();
    if (statement.code()) return statement.code();
  }
  return 0;
}

int write_forgotten(SqlFile& file, const StateChanges& changes) {
  Statement put = file.statement(kPutForgotten), drop = file.statement(kDropForgotten);
  for (const auto& [thing, child] : changes.forgotten) {
    Statement& statement = child ? put : drop;
    statement.bind(1, thing);
    if (child) {
      statement.bind(2, child->link).bind(3, child->identity);
      statement.bind(4, static_cast<std::int64_t>(child->last_report_id));
      statement.bind(5, milliseconds(child->last_sent)).bind(6, milliseconds(child->forgotten));
    }
    statement.run();
    if (statement.code()) return statement.code();
  }
  return 0;
}

}  // namespace

int read_learned_rows(SqlFile& file, std::size_t version, StoredState& state) {
  const int code = read_learned(file, state);
  return code || version < kForgottenSince ? code : read_forgotten(file, state);
}

int write_learned_rows(SqlFile& file, const StateChanges& changes) {
  const int code = write_learned(file, changes);
  return code ? code : write_forgotten(file, changes);
}

}  // namespace gatewarden
