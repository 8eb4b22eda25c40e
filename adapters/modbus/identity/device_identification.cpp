#include "adapters/modbus/identity/device_identification.hpp"

#include "adapters/modbus/registers/device_text.hpp"

namespace gatewarden::modbus {
std::optional<Request> IdentificationDialogue::next() const {
  if (over_) return std::nullopt;
  return ask_;
}

void IdentificationDialogue::answered(const Response& response) {
  if (response.kind == Response::Kind::exception && is_refusal(response.exception)) {
    const bool lesser = ask_.category == 2 && answers_ == 0 && response.exception != kIllegalFunction;
    ask_ = {1, 0};
    over_ = !lesser;
    return;
  }
  if (response.kind != Response::Kind::values) return unanswered();
  // Category, conformity, more follows, next object, number of objects; the length is checked.
  const auto body = response.values;
  const bool more = body[2] == 0xFF;
  const std::uint8_t next_object = body[3];
  std::size_t at = 5;
  for (std::uint8_t left = body[4]; left > 0; --left) {
    const std::uint8_t id = body[at];
    const std::uint8_t length = body[at + 1];
    const auto text = body.subspan(at + 2, length);
    objects_.try_emplace(id, text_of(text));
    at += 2u + length;
  }
  over_ = !more || ++answers_ == kMaxAnswers || next_object <= ask_.object;
  ask_.object = next_object;
}

void IdentificationDialogue::unanswered() {
  objects_.clear();
  broke_off_ = true;
  over_ = true;
}

}  // namespace gatewarden::modbus
