// For functions where one datum, file or link may fail. We throw nothing; a library's exception becomes an Error
// where the library is called.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace gatewarden {

// One sentence for a person: the subject (device, link, file) and any remedy. No secrets.
struct Error {
  std::string text;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return state_.index() == 0; }
  // Only after the check; otherwise std::bad_variant_access.
  T& value() { return std::get<0>(state_); }
  const T& value() const { return std::get<0>(state_); }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const std::string& error() const { return std::get<1>(state_).text; }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)), ok_(false) {}

  explicit operator bool() const { return ok_; }
  const std::string& error() const { return error_.text; }

 private:
  Error error_;
  bool ok_ = true;
};

}  // namespace gatewarden
