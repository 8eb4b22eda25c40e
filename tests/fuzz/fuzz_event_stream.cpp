// Any bytes from the nucleus' socket, cut anywhere. The first two choose the largest frame and the cuts, or
// put the rest into a frame with correct lengths and checksums, which no fuzzer guesses. Frames must not
// depend on cuts and must read back as written; payloads are parsed too.
#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "gateway/greengrass/event_stream.hpp"
#include "gateway/greengrass/operations.hpp"

using namespace gatewarden::greengrass;

namespace {

void require(bool so) {
  if (!so) std::abort();
}

std::string written(const Frame& frame) {
  std::string bytes;
  append_frame(bytes, frame);
  require(bytes.size() == frame_size(frame));
  return bytes;
}

void put32(std::string& out, std::size_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

void put_checksum(std::string& out) {
  put32(out, crc32(0, reinterpret_cast<const Bytef*>(out.data()), static_cast<uInt>(out.size())));
}

std::string framed(std::string_view inside, std::size_t headers) {
  std::string bytes;
  put32(bytes, inside.size() + 16);
  put32(bytes, std::min(headers, inside.size()));
  put_checksum(bytes);
  bytes += inside;
  put_checksum(bytes);
  return bytes;
}

std::vector<std::string> frames_of(std::string_view bytes, std::size_t most, std::size_t piece,
                                   std::string& fault) {
  FrameReader reader(most);
  std::vector<std::string> frames;
  while (!bytes.empty() && !reader.broken()) {
    std::string_view next = bytes.substr(0, piece);
    bytes.remove_prefix(next.size());
    while (const auto frame = reader.next(next)) {
      require(frame->payload.size() + 16 <= most);
      (void)read_event(frame->payload);
      (void)read_refusal(*frame);
      frames.push_back(written(*frame));
    }
    require(next.empty() || reader.broken());
  }
  fault = reader.fault();
  return frames;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(bytes) + 2, size - 2);
  const std::string stream = bytes[0] % 4 == 3 ? framed(rest, bytes[1]) : std::string(rest);
  const std::size_t most = bytes[0] % 2 ? kMaxFrameBytes : 16u + bytes[0];
  std::string fault_whole, fault_cut, fault_again;
  const auto whole = frames_of(stream, most, stream.size() + 1, fault_whole);
  require(whole == frames_of(stream, most, 1u + bytes[1], fault_cut) && fault_whole == fault_cut);
  std::string again;
  for (const std::string& frame : whole) again += frame;
  require(frames_of(again, kMaxFrameBytes, again.size() + 1, fault_again) == whole && fault_again.empty());
  return 0;
}
