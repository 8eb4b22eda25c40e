// Any bytes over a Modbus connection, cut anywhere: the first two choose request and cuts. Frames must
// not depend on cuts; accepted answers have the length that decoding needs; an identification's is
// known from its first bytes on.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "adapters/modbus/registers/register_value.hpp"
#include "adapters/modbus/wire/mbap.hpp"

using namespace gatewarden::modbus;

namespace {

void require(bool so) {
  if (!so) std::abort();
}

std::vector<std::vector<std::uint8_t>> frames_of(std::span<const std::uint8_t> bytes, std::size_t piece,
                                                 bool& broken) {
  FrameReader reader;
  std::vector<std::vector<std::uint8_t>> frames;
  while (!bytes.empty()) {
    std::span<const std::uint8_t> next = bytes.first(std::min(piece, bytes.size()));
    bytes = bytes.subspan(next.size());
    while (const auto frame = reader.next(next)) {
      require(!frame->pdu.empty() && frame->pdu.size() <= kMaxPduBytes);
      frames.emplace_back(frame->pdu.begin(), frame->pdu.end());
    }
    require(next.empty() || reader.broken());
  }
  broken = reader.broken();
  return frames;
}

void decode_everything(const Range& asked, std::span<const std::uint8_t> pdu) {
  const Response response = parse_response(asked, pdu);
  if (response.kind == Response::Kind::malformed) return require(*response.fault != '\0');
  if (response.kind == Response::Kind::exception) return require(response.exception != 0);
  require(response.values.size() == (is_bits(asked.table) ? (asked.count + 7u) / 8u : asked.count * 2u));
  if (is_bits(asked.table)) return;
  for (const DataType as : {DataType::int16, DataType::uint32, DataType::int64, DataType::float32,
                            DataType::float64, DataType::text}) {
    ValueShape shape;
    shape.as = as;
    shape.order = static_cast<ByteOrder>(asked.count % 4);
    shape.scale = 0.1;
    shape.registers = asked.count;
    const RegisterValue value(shape);
    if (value.registers() <= asked.count) (void)value.decode(response.values.first(2u * value.registers()));
  }
}

// Its first bytes predicted its length, and its objects fill it.
void check_identification(const ReadIdentification& asked, std::span<const std::uint8_t> pdu) {
  const std::size_t bytes = identification_pdu_bytes(pdu);
  require(bytes <= kMaxPduBytes);
  for (std::size_t n = 0; bytes > 0 && n < std::min(bytes, pdu.size()); ++n) {
    const std::size_t promised = identification_pdu_bytes(pdu.first(n));
    require(promised > n && promised <= bytes);
  }
  const Response response = parse_response(asked, pdu);
  if (response.kind == Response::Kind::malformed) return require(*response.fault != '\0');
  if (response.kind == Response::Kind::exception) return require(response.exception != 0);
  require(bytes == pdu.size() && response.values.size() == bytes - 2 && response.values[0] == asked.category);
  std::size_t at = 5;
  for (unsigned left = response.values[4]; left > 0; --left) {
    require(at + 2 <= response.values.size());
    at += 2u + response.values[at + 1];
  }
  require(at == response.values.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 2) return 0;
  const Range asked{static_cast<Table>(1 + bytes[0] % 4), 0, static_cast<std::uint16_t>(1 + bytes[0] / 4)};
  const std::span<const std::uint8_t> stream(bytes + 2, size - 2);
  bool broken_whole = false, broken_cut = false;
  const auto whole = frames_of(stream, stream.size() + 1, broken_whole);
  const auto cut = frames_of(stream, 1u + bytes[1], broken_cut);
  require(whole == cut && broken_whole == broken_cut);
  const ReadIdentification who{static_cast<std::uint8_t>(1 + bytes[0] % 4), 0};
  for (const auto& pdu : whole) {
    decode_everything(asked, pdu);
    check_identification(who, pdu);
  }
  return 0;
}
