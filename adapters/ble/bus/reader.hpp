// Walks what stands in a message of the bus, without copying it. A variant of another type than expected is skipped. Whoever
// reads what is not there is stopped by an exception of the library: Bus catches it, counts it and drops this one message.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sdbus {
class Message;
}

namespace gatewarden::ble {

class Reader {
 public:
  explicit Reader(sdbus::Message& message) : message_(message) {}

  std::string_view text();  // type s; valid as long as the message
  std::string_view path();  // type o; valid until the next path
  bool truth();
  std::uint8_t u8();
  std::uint16_t u16();
  std::int16_t i16();
  // Type ay: as many as `into` takes, the others are passed by. How many there were.
  std::size_t bytes(std::span<std::uint8_t> into);

  // Type a{...}: `each` reads key and value.
  template <class Each>
  void entries(const char* key_and_value, Each&& each) {
    enter_dictionary(key_and_value);
    while (enter_entry(key_and_value)) {
      each();
      leave_entry();
    }
    leave_array();
  }
  // Type as.
  template <class Each>
  void texts(Each&& each) {
    enter_array("s");
    for (std::string_view each_text; next_text(each_text);) each(each_text);
    leave_array();
  }
  // Whether it is of this type, and so was read by `take`.
  template <class Take>
  bool variant(const char* type, Take&& take) {
    if (!enter_variant(type)) return false;
    take();
    leave_variant();
    return true;
  }
  void skip_variant();

 private:
  void enter_array(const char* type);
  void enter_dictionary(const char* key_and_value);
  void leave_array();
  bool enter_entry(const char* key_and_value);
  void leave_entry();
  bool next_text(std::string_view& into);
  bool enter_variant(const char* type);
  void leave_variant();

  sdbus::Message& message_;
  std::string type_, content_, path_;
};

}  // namespace gatewarden::ble
