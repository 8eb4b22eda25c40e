// Asks a unit for what known models hold, as little as tells: a model is given up at the first value that is not its,
// and a range that several models hold is read once. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "adapters/modbus/identity/dialogue.hpp"
#include "adapters/modbus/identity/signature.hpp"

namespace gatewarden::modbus {

class Recognition final : public Dialogue {
 public:
  static constexpr std::size_t kMaxReads = 16;  // of one unit; models that would need more are unknown()
  // Of a table, without an answer: some devices are silent for what they lack, and each silence is a time-out.
  static constexpr unsigned kMaxSilences = 2;

  // Those whose models are likelier first. They outlive it.
  explicit Recognition(std::span<const Signature> signatures = {});

  std::optional<Request> next() const override;
  void answered(const Response& response) override;
  void unanswered() override;

  // Whose signatures the unit bears, in their order; of two, one of which asks for more than the other, only that one.
  std::vector<Likeness> likenesses() const;
  // Profiles that were not compared to their end, for want of reads.
  std::vector<std::string> unknown() const;

 private:
  using Seen = std::vector<Likeness::Seen>;
  struct Borne {
    const Signature* signature;
    Seen seen;
  };

  const Range& asking() const { return signatures_[signature_].values[seen_.size()].where; }
  bool may_ask(Table table) const;
  void take(std::span<const std::uint8_t> bytes);
  void go_on();

  std::span<const Signature> signatures_;
  std::size_t signature_ = 0;  // the present one
  Seen seen_;                  // of its values
  std::vector<Borne> borne_;
  std::vector<const Signature*> unknown_;
  std::map<Range, std::vector<std::uint8_t>> held_;  // as answered; empty: not to be had
  std::map<Table, unsigned> silences_;
};

}  // namespace gatewarden::modbus
