// Appends to a reused string without a call per byte: it has its full capacity meanwhile and is cut to
// the written size at the end.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

namespace gatewarden {

class Appender {
 public:
  // Replaces the content of `out`; do not touch it until this object ends.
  explicit Appender(std::string& out) : out_(out) {
    out_.resize(out_.capacity());
    at_ = out_.data();
    end_ = at_ + out_.size();
  }
  ~Appender() { out_.resize(size()); }
  Appender(const Appender&) = delete;
  Appender& operator=(const Appender&) = delete;

  bool empty() const { return at_ == out_.data(); }
  char back() const { return at_[-1]; }
  // Write there, then call taken().
  char* room(std::size_t bytes) {
    if (static_cast<std::size_t>(end_ - at_) < bytes) grow(bytes);
    return at_;
  }
  void taken(const char* until) { at_ += until - at_; }

  void append(char c) {
    *room(1) = c;
    ++at_;
  }
  void append(std::string_view text) {
    std::memcpy(room(text.size()), text.data(), text.size());
    at_ += text.size();
  }

 private:
  std::size_t size() const { return static_cast<std::size_t>(at_ - out_.data()); }
  void grow(std::size_t bytes) {
    const std::size_t written = size();
    out_.resize(std::max(2 * out_.size(), written + bytes));
    out_.resize(out_.capacity());
    at_ = out_.data() + written;
    end_ = out_.data() + out_.size();
  }

  std::string& out_;
  char* at_;
  char* end_;
};

}  // namespace gatewarden
