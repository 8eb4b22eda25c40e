#include "gateway/mqtt/connection/awaited_answers.hpp"

#include <algorithm>

namespace gatewarden::mqtt {
namespace {

// MQTT 5, table 2-1; of what a client sends.
constexpr std::uint8_t kConnect = 1, kPublish = 3, kSubscribe = 8, kUnsubscribe = 10;

std::uint8_t type_of(std::uint8_t first) { return first >> 4; }
bool has_number(std::uint8_t first) { return type_of(first) != kPublish || (first & 0x06) != 0; }

constexpr unsigned kLengthBits = 28;  // of the remaining length: four bytes of seven (MQTT 5, section 1.5.5)

}  // namespace

void AwaitedAnswers::follow(Octets sent) {
  while (!sent.empty()) {
    if (part_ == Part::content) {
      sent = take_content(sent);
    } else {
      take_start(sent.front());
      sent = sent.subspan(1);
    }
    if (part_ != Part::content || left_ > 0) continue;
    note();
    part_ = Part::start;
  }
}

void AwaitedAnswers::take_start(std::uint8_t octet) {
  if (part_ == Part::start) {
    part_ = Part::length;
    first_ = octet;
    left_ = shift_ = 0;
    kept_.clear();
    return;
  }
  left_ |= static_cast<std::size_t>(octet & 0x7F) << shift_;
  shift_ += 7;
  if (!(octet & 0x80) || shift_ == kLengthBits) part_ = Part::content;
}

Octets AwaitedAnswers::take_content(Octets bytes) {
  const std::size_t wanted = needed();
  std::size_t taken = std::min(left_, bytes.size());
  if (wanted > kept_.size()) {
    taken = std::min(taken, wanted - kept_.size());
    kept_.insert(kept_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(taken));
  }
  left_ -= taken;
  return bytes.subspan(taken);
}

// Of the content, as far as is known by now.
std::size_t AwaitedAnswers::needed() const {
  const std::uint8_t type = type_of(first_);
  if (type == kSubscribe || type == kUnsubscribe) return kept_.size() + left_;
  if (type != kPublish || !has_number(first_)) return 0;
  if (kept_.size() < 2) return 2;
  return 2 + (static_cast<std::size_t>(kept_[0]) << 8 | kept_[1]) + 2;
}

void AwaitedAnswers::note() {
  PacketCursor body(kept_);
  switch (type_of(first_)) {
    case kConnect:
      greeting_ = true;
      return;
    case kPublish:
      if (has_number(first_) && body.measured())
        unanswered_[{PacketType::puback, body.number(2).value_or(0)}] = 0;
      return;
    case kSubscribe: {
      const std::uint32_t number = body.number(2).value_or(0);
      unanswered_[{PacketType::suback, number}] = filters(body, true);
      return;
    }
    case kUnsubscribe: {
      const std::uint32_t number = body.number(2).value_or(0);
      unanswered_[{PacketType::unsuback, number}] =
          v5_ ? filters(body, false) : 0;  // 3.1.1 answers with no codes
      return;
    }
    default:
      return;
  }
}

std::size_t AwaitedAnswers::filters(PacketCursor body, bool with_options) const {
  if (v5_) body.take(body.varied().value_or(0));
  std::size_t count = 0;
  for (; body.measured(); ++count) {
    if (with_options) body.take(1);
  }
  return count;
}

std::string AwaitedAnswers::take(PacketType answer, std::uint32_t number, std::size_t codes) {
  const auto found = unanswered_.find({answer, number});
  if (found == unanswered_.end()) return "the number " + std::to_string(number) + ", for which nothing waits";
  const std::size_t wanted = found->second;
  unanswered_.erase(found);
  if (codes == wanted) return "";
  return std::to_string(codes) + " codes for " + std::to_string(wanted) + " filters";
}

}  // namespace gatewarden::mqtt
