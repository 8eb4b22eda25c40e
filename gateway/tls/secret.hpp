// A password or a private key in memory, overwritten when it is no longer needed: no later fault shows it.
#pragma once

#include <cstring>
#include <string>

namespace gatewarden {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) {
    text_.swap(text);
    wipe(text);
  }
  Secret(const Secret&) = default;
  Secret& operator=(const Secret& other) {
    if (this == &other) return *this;
    wipe(text_);
    text_ = other.text_;
    return *this;
  }
  // By swapping: what a short string's move leaves behind would be a copy.
  Secret(Secret&& other) noexcept { text_.swap(other.text_); }
  Secret& operator=(Secret&& other) noexcept {
    text_.swap(other.text_);
    return *this;
  }
  ~Secret() { wipe(text_); }

  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  // Forgets what follows.
  void cut(std::size_t size) {
    if (size >= text_.size()) return;
    ::explicit_bzero(text_.data() + size, text_.size() - size);
    text_.resize(size);
  }
  friend bool operator==(const Secret&, const Secret&) = default;

 private:
  // All of its memory: a longer secret may have been there before.
  static void wipe(std::string& text) {
    text.resize(text.capacity());
    ::explicit_bzero(text.data(), text.size());
    text.clear();
  }

  std::string text_;
};

}  // namespace gatewarden
