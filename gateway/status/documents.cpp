#include "gateway/status/documents.hpp"

#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>
#include <utility>

#include "gateway/base/text/json_text.hpp"
#include "gateway/status/json_text.hpp"
#include "gateway/status/link_state_text.hpp"
#include "gateway/status/members_in_pieces.hpp"

namespace gatewarden::status {
namespace {

using Json = nlohmann::json;

// A missing member or one of another type leaves the default.
void read_json(const Json& json, std::string& text) {
  if (json.is_string()) text = json.get<std::string>();
}
void read_json(const Json& json, bool& flag) {
  if (json.is_boolean()) flag = json.get<bool>();
}
void read_json(const Json& json, std::uint64_t& number) {
  if (json.is_number_unsigned()) number = json.get<std::uint64_t>();
}
void read_json(const Json& json, double& number) {
  if (json.is_number()) number = json.get<double>();
}
void read_json(const Json& json, Duration& duration) {
  if (!json.is_number()) return;
  const double seconds = json.get<double>();
  if (seconds > -1e9 && seconds < 1e9)
    duration = std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}
void read_json(const Json& json, DeviceState& state) {
  for (const auto known : {DeviceState::online, DeviceState::degraded, DeviceState::offline}) {
    if (json == word_of(known)) state = known;
  }
}
void read_json(const Json& json, StateOf<LinkSnapshot>& state) {
  if (json.is_string()) read_link_state(json.get_ref<const std::string&>(), state.link);
}
void read_json(const Json& json, WallTime& time) {
  if (!json.is_string()) return;
  std::tm parts{};
  int millis = 0;
  if (std::sscanf(json.get_ref<const std::string&>().c_str(), "%d-%d-%dT%d:%d:%d.%dZ", &parts.tm_year,
                  &parts.tm_mon, &parts.tm_mday, &parts.tm_hour, &parts.tm_min, &parts.tm_sec,
                  &millis) != 7) {
    return;
  }
  parts.tm_year -= 1900;
  parts.tm_mon -= 1;
  time = WallTime(std::chrono::seconds(timegm(&parts)) + std::chrono::milliseconds(millis));
}
void read_json(const Json& json, Counters& counters) {
  if (!json.is_object()) return;
  for (const auto& [name, count] : json.items()) {
    if (count.is_number_unsigned()) counters[name] = count.get<std::uint64_t>();
  }
}

template <class Row>
requires requires(Row& row, int& walk) { fields(walk, row); }
void read_json(const Json& json, Row& row);

template <class V>
void read_json(const Json& json, std::optional<V>& value) {
  if (json.is_null()) return;
  V read{};
  read_json(json, read);
  value = std::move(read);
}
template <class V>
void read_json(const Json& json, std::vector<V>& values) {
  if (!json.is_array()) return;
  values.resize(json.size());
  for (std::size_t i = 0; i < values.size(); ++i) read_json(json[i], values[i]);
}

class MemberReader {
 public:
  explicit MemberReader(const Json& object) : object_(object) {}
  template <class V>
  void operator()(const char* name, V& value) {
    if (const auto found = object_.find(name); found != object_.end()) read_json(*found, value);
  }

 private:
  const Json& object_;
};

template <class Row>
requires requires(Row& row, int& walk) { fields(walk, row); }
void read_json(const Json& json, Row& row) {
  if (!json.is_object()) return;
  MemberReader reader(json);
  fields(reader, row);
}

Result<Json> parse(std::string_view document, std::string_view wanted) {
  Json json = parse_json(document);
  if (!json.is_object() || json.value("answer", Json()) != wanted) {
    return Error{"the gateway's answer is no " + std::string(wanted) +
                 " document: is it of another version?"};
  }
  return json;
}

template <class Row>
Result<Row> read(std::string_view document, std::string_view kind) {
  const auto json = parse(document, kind);
  if (!json) return Error{json.error()};
  Row row;
  read_json(*json, row);
  return row;
}

template <class Row>
std::string document(std::string_view kind, const Row& row) {
  std::string out = "{";
  MemberWriter writer(out);
  writer("answer", kind);
  fields(writer, row);
  return out + "}";
}

}  // namespace

Pieces status_document(std::shared_ptr<const GatewaySnapshot> snapshot) {
  std::size_t next = 0;
  bool begun = false, ended = false;
  return [snapshot = std::move(snapshot), next, begun, ended](std::string& out) mutable {
    if (ended) return false;
    const std::size_t full = out.size() + kPieceBytes;
    const auto& rows = snapshot->children;
    if (!begun) {
      out += R"({"answer":"status",)";
      MemberWriter writer(out);
      fields(writer, *snapshot);
      out += R"(,"children":[)";
      begun = true;
    }
    for (; next < rows.size() && out.size() < full; ++next) {
      if (next > 0) out += ',';
      append_json(out, rows[next]);
    }
    ended = next == rows.size();
    if (ended) out += "]}";
    return true;
  };
}

std::string child_document(const ChildDetail& detail) { return document("child", detail); }
std::string health_document(const Health& health) { return document("health", health); }
std::string forgotten_document(const ForgottenDevice& device) { return document("forgotten", device); }

Pieces reloaded_document(std::shared_ptr<const ReloadChanges> changes) {
  std::string begin = R"({"answer":"reloaded")";
  bool ended = false;
  return [changes = std::move(changes), members = MembersInPieces(), begin, ended](std::string& out) mutable {
    if (ended) return false;
    out += std::exchange(begin, {});
    ended = members.append(out, *changes);
    if (ended) out += '}';
    return true;
  };
}

std::string error_document(std::string_view code, std::string_view sentence) {
  std::string out = R"({"answer":"error",)";
  MemberWriter writer(out);
  writer("code", code);
  writer("error", sentence);
  return out + "}";
}

Result<GatewaySnapshot> read_status(std::string_view document) {
  const auto json = parse(document, "status");
  if (!json) return Error{json.error()};
  GatewaySnapshot snapshot;
  read_json(*json, snapshot);
  if (const auto rows = json->find("children"); rows != json->end()) read_json(*rows, snapshot.children);
  return snapshot;
}

Result<ChildDetail> read_child(std::string_view document) { return read<ChildDetail>(document, "child"); }
Result<Health> read_health(std::string_view document) { return read<Health>(document, "health"); }
Result<ForgottenDevice> read_forgotten(std::string_view document) {
  return read<ForgottenDevice>(document, "forgotten");
}
Result<ReloadChanges> read_reloaded(std::string_view document) {
  return read<ReloadChanges>(document, "reloaded");
}

std::optional<RefusedRequest> read_refusal(std::string_view document) {
  if (document.rfind(R"({"answer":"error")", 0) != 0) return std::nullopt;
  const auto json = parse(document, "error");
  if (!json) return std::nullopt;
  RefusedRequest refusal;
  MemberReader reader(*json);
  reader("code", refusal.code);
  reader("error", refusal.sentence);
  return refusal;
}

}  // namespace gatewarden::status
