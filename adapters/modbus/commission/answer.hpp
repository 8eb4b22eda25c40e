// What became of a request made by hand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "adapters/modbus/transport/trouble.hpp"
#include "adapters/modbus/wire/pdu.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

struct Answer {
  enum class Kind : std::uint8_t {
    answered,   // see `response`: values, an exception, or a malformed answer
    damaged,    // an answer with a wrong checksum, and no better one
    silent,     // nothing that fits, in time
    hung_up,    // the peer closed the connection over this request, twice
    line_lost,  // the line cannot be opened (again): no request will be answered
  };
  Kind kind = Kind::silent;
  Response response;                             // values are lent for the call
  Duration round_trip{};                         // of what was answered
  bool misnumbered = false;                      // of silent: what came carries another transaction id
  std::size_t strays = 0;                        // bytes outside any frame: noise, another speed or protocol
  std::string why;                               // if there are no values
  Trouble::Kind trouble = Trouble::Kind::other;  // of line_lost

  bool has_values() const { return kind == Kind::answered && response.kind == Response::Kind::values; }
  bool is_exception() const { return kind == Kind::answered && response.kind == Response::Kind::exception; }
};

inline Answer line_lost(const Trouble& trouble) {
  Answer answer;
  answer.kind = Answer::Kind::line_lost;
  answer.why = trouble.why;
  answer.trouble = trouble.kind;
  return answer;
}

}  // namespace gatewarden::modbus
