#include "gateway/app/support/tar_gz.hpp"

#include <zlib.h>

#include <array>
#include <cstdio>
#include <cstring>

namespace gatewarden::app {
namespace {

constexpr std::size_t kBlock = 512;
constexpr std::size_t kNameBytes = 100;
constexpr int kGzip = 15 + 16;  // deflateInit2: the largest window, with gzip's head and tail

std::string header(const std::string& name, std::size_t bytes, std::uint64_t at) {
  std::array<char, kBlock> block{};
  const auto put = [&block](std::size_t offset, std::size_t room, const char* format,
                            unsigned long long value) {
    std::snprintf(block.data() + offset, room, format, value);
  };
  std::memcpy(block.data(), name.data(), name.size());
  put(100, 8, "%07llo", 0600);
  put(108, 8, "%07llo", 0);  // owner and group: nobody's of another machine
  put(116, 8, "%07llo", 0);
  put(124, 12, "%011llo", bytes);
  put(136, 12, "%011llo", at);
  std::memset(block.data() + 148, ' ', 8);  // the checksum counts as blanks
  block[156] = '0';
  std::memcpy(block.data() + 257, "ustar\00000", 8);
  unsigned sum = 0;
  for (const char c : block) sum += static_cast<unsigned char>(c);
  put(148, 7, "%06llo", sum);
  return {block.data(), block.size()};
}

Result<std::string> gzip(std::string& bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    return Error{"no memory to compress"};
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int ended = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (ended != Z_STREAM_END) return Error{"it cannot be compressed"};
  return packed;
}

}  // namespace

Result<std::string> tar_gz(const std::string& folder, const std::vector<BundledFile>& files,
                           std::uint64_t at) {
  std::string tar;
  for (const BundledFile& file : files) {
    const std::string name = folder + "/" + file.name;
    if (name.size() >= kNameBytes) return Error{name + ": the name is too long for the archive"};
    tar += header(name, file.content.size(), at) + file.content;
    tar.append((kBlock - tar.size() % kBlock) % kBlock, '\0');
  }
  tar.append(2 * kBlock, '\0');
  return gzip(tar);
}

}  // namespace gatewarden::app
