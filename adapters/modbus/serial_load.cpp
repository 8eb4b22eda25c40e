#include "adapters/modbus/serial_load.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "adapters/modbus/transport/framing_for.hpp"
#include "adapters/modbus/wire/mbap.hpp"
#include "adapters/modbus/wire/rtu.hpp"

namespace gatewarden::modbus {
namespace {

char letter(Parity parity) {
  switch (parity) {
    case Parity::even:
      return 'E';
    case Parity::odd:
      return 'O';
    case Parity::mark:
      return 'M';
    case Parity::space:
      return 'S';
    case Parity::none:
      break;
  }
  return 'N';
}

}  // namespace

Duration switching_rest(const LinkSettings& link) {
  return std::max(Duration::zero(), link.turnaround - link.pauses().between);
}

Duration time_on_line(const LinkSettings& link, const Range& range) {
  return link.pauses().between + link.line.time_of(kRtuReadBytes + rtu_answer_bytes(range)) +
         link.line.silence();
}

std::string line_use(const LinkSettings& link, double busy) {
  char percent[32];
  std::snprintf(percent, sizeof percent, busy < 0.1 ? "%.2g" : "%.0f", busy * 100);
  std::string text = "the line (" + std::to_string(link.line.baud) + " baud, 8" + letter(link.line.parity) +
                     std::to_string(link.line.stop_bits) + ") is busy " + percent +
                     " % of the time while units answer at once";
  if (busy > 1) {
    text +=
        ": more than it can carry, readings will be missed; read less often (`every`) or fewer registers, "
        "raise `baud`, or spread the units over more lines";
  }
  return text;
}

std::string request_text(const LinkSettings& link, std::uint16_t transaction, std::uint8_t unit,
                         const Range& range) {
  std::array<std::uint8_t, kMaxRequestBytes> bytes{};
  const Question question{transaction, unit, range};
  const std::size_t count = framing_for(link)->ask(question, bytes);
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    char two[4];
    std::snprintf(two, sizeof two, i == 0 ? "%02x" : " %02x", bytes[i]);
    text += two;
  }
  return text;
}

std::size_t exchange_bytes(const LinkSettings& link, const Range& range) {
  const std::size_t rtu = kRtuReadBytes + rtu_answer_bytes(range);
  constexpr std::size_t kHeaderForOverhead = kHeaderBytes - kRtuOverhead;
  return link.is_rtu() ? rtu : rtu + 2 * kHeaderForOverhead;
}

std::string unusual_speed(const LinkSettings& link) {
  static constexpr unsigned kUsual[] = {50,      75,      110,     134,     150,     200,     300,    600,
                                        1200,    1800,    2400,    4800,    7200,    9600,    14400,  19200,
                                        28800,   31250,   38400,   56000,   57600,   76800,   115200, 128000,
                                        230400,  250000,  256000,  460800,  500000,  576000,  921600, 1000000,
                                        1152000, 1500000, 2000000, 2500000, 3000000, 3500000, 4000000};
  if (!link.serial) return "";
  const unsigned baud = link.line.baud;
  const auto far = [baud](unsigned usual) { return usual > baud ? usual - baud : baud - usual; };
  const unsigned nearest = *std::min_element(std::begin(kUsual), std::end(kUsual),
                                             [&](unsigned a, unsigned b) { return far(a) < far(b); });
  if (nearest == baud) return "";
  return "note: " + std::to_string(baud) + " baud is no common speed, the nearest is " +
         std::to_string(nearest);
}

}  // namespace gatewarden::modbus
