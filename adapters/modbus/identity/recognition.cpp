#include "adapters/modbus/identity/recognition.hpp"

#include <algorithm>
#include <utility>

namespace gatewarden::modbus {

Recognition::Recognition(std::span<const Signature> signatures) : signatures_(signatures) { go_on(); }

std::optional<Request> Recognition::next() const {
  if (signature_ == signatures_.size()) return std::nullopt;
  return asking();
}

void Recognition::answered(const Response& response) {
  if (is_gateways_own(response)) return unanswered();
  take(response.kind == Response::Kind::values ? response.values : std::span<const std::uint8_t>());
}

void Recognition::unanswered() {
  ++silences_[asking().table];
  take({});
}

void Recognition::take(std::span<const std::uint8_t> bytes) {
  held_.emplace(asking(), std::vector<std::uint8_t>(bytes.begin(), bytes.end()));
  go_on();
}

bool Recognition::may_ask(Table table) const {
  const auto silent = silences_.find(table);
  return held_.size() < kMaxReads && (silent == silences_.end() || silent->second < kMaxSilences);
}

// To the next value that is to be asked for.
void Recognition::go_on() {
  for (; signature_ < signatures_.size(); ++signature_, seen_.clear()) {
    const Signature& signature = signatures_[signature_];
    while (seen_.size() < signature.values.size()) {
      const SignatureValue& value = signature.values[seen_.size()];
      const auto held = held_.find(value.where);
      if (held == held_.end()) {
        if (may_ask(value.where.table)) return;
        unknown_.push_back(&signature);
        break;
      }
      auto seen = value.seen_in(held->second);
      if (!seen) break;
      seen_.push_back({value.name, *std::move(seen),
                       std::string(table_name(value.where.table)) + " " + std::to_string(value.where.first)});
    }
    if (seen_.size() == signature.values.size()) borne_.push_back({&signature, std::exchange(seen_, {})});
  }
}

std::vector<Likeness> Recognition::likenesses() const {
  std::vector<Likeness> all;
  for (const Borne& borne : borne_) {
    const bool told_better = std::any_of(borne_.begin(), borne_.end(), [&borne](const Borne& other) {
      return more_particular(*other.signature, *borne.signature);
    });
    if (!told_better) all.push_back({borne.signature->profile, borne.signature->file, borne.seen});
  }
  return all;
}

std::vector<std::string> Recognition::unknown() const {
  std::vector<std::string> profiles;
  for (const Signature* signature : unknown_) profiles.push_back(signature->profile);
  return profiles;
}

}  // namespace gatewarden::modbus
