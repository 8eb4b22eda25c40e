#include "adapters/ble/bus/reader.hpp"

#include <sdbus-c++/Message.h>
#include <sdbus-c++/Types.h>

namespace gatewarden::ble {

namespace {

template <class T>
T basic(sdbus::Message& message) {
  T value{};
  message >> value;
  return value;
}

}  // namespace

std::string_view Reader::text() {
  const char* text = basic<char*>(message_);
  return text ? text : "";
}

std::string_view Reader::path() {
  path_ = basic<sdbus::ObjectPath>(message_);
  return path_;
}

bool Reader::truth() { return basic<bool>(message_); }
std::uint8_t Reader::u8() { return basic<std::uint8_t>(message_); }
std::uint16_t Reader::u16() { return basic<std::uint16_t>(message_); }
std::int16_t Reader::i16() { return basic<std::int16_t>(message_); }

std::size_t Reader::bytes(std::span<std::uint8_t> into) {
  std::size_t count = 0;
  enter_array("y");
  for (std::uint8_t byte = 0; message_ >> byte; ++count) {
    if (count < into.size()) into[count] = byte;
  }
  leave_array();
  return count;
}

void Reader::enter_array(const char* type) { message_.enterContainer(type); }

void Reader::enter_dictionary(const char* key_and_value) {
  content_.assign("{").append(key_and_value).append("}");
  message_.enterContainer(content_);
}

// At an array's end the library leaves a mark, by which nothing more would be read.
void Reader::leave_array() {
  message_.clearFlags();
  message_.exitContainer();
}

bool Reader::enter_entry(const char* key_and_value) {
  return static_cast<bool>(message_.enterDictEntry(key_and_value));
}
void Reader::leave_entry() { message_.exitDictEntry(); }

bool Reader::next_text(std::string_view& into) {
  char* text = nullptr;
  if (!(message_ >> text)) return false;
  into = text ? text : "";
  return true;
}

bool Reader::enter_variant(const char* type) {
  message_.peekType(type_, content_);
  if (content_ != type) {
    skip_variant();
    return false;
  }
  message_.enterVariant(content_);
  return true;
}

void Reader::leave_variant() { message_.exitVariant(); }
void Reader::skip_variant() { basic<sdbus::Variant>(message_); }

}  // namespace gatewarden::ble
