// Lines in order of arrival, in a ring of fixed size. No line wraps around the end, so the front can be
// written as it lies. Unused pages cost nothing. Not thread-safe, but front() stays valid while others push.
#pragma once

#include <cstring>
#include <memory>
#include <string_view>

namespace gatewarden {

class LineBuffer {
 public:
  explicit LineBuffer(std::size_t capacity)
      : capacity_(capacity), ring_(std::make_unique_for_overwrite<char[]>(capacity)) {}

  // Appends the line and its end; false when both do not fit.
  bool push(std::string_view line) {
    const std::size_t wanted = line.size() + 1;
    if ((wrapped_ ? read_ : capacity_) - write_ < wanted) {
      if (wrapped_ || read_ < wanted) return false;
      older_end_ = write_;
      write_ = 0;
      wrapped_ = true;
    }
    std::memcpy(ring_.get() + write_, line.data(), line.size());
    ring_[write_ + line.size()] = '\n';
    write_ += wanted;
    bytes_ += wanted;
    return true;
  }
  // The oldest contiguous lines.
  std::string_view front() const { return {ring_.get() + read_, (wrapped_ ? older_end_ : write_) - read_}; }
  // Bytes of front(), up to the end of a line.
  void pop(std::size_t bytes) {
    read_ += bytes;
    bytes_ -= bytes;
    if (wrapped_ && read_ == older_end_) {
      read_ = 0;
      wrapped_ = false;
    }
    if (bytes_ == 0) read_ = write_ = 0;  // reuse the same few pages
  }
  std::size_t bytes() const { return bytes_; }
  std::size_t capacity() const { return capacity_; }

 private:
  std::size_t capacity_;
  std::unique_ptr<char[]> ring_;
  std::size_t read_ = 0;
  std::size_t write_ = 0;
  std::size_t older_end_ = 0;  // while wrapped: where the older lines end
  std::size_t bytes_ = 0;
  bool wrapped_ = false;
};

}  // namespace gatewarden
