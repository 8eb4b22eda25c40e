#include <catch2/catch.hpp>
#include <iostream>
#include <sstream>
#include <vector>

#include "gateway/app/commands/commands.hpp"

using namespace gatewarden::app;

TEST_CASE("the stand-in sends its password over TLS or to this machine, and says so otherwise") {
  for (const char* broker :
       {"mqtt://broker.example", "mqtt://127.attacker.example:1883", "mqtt://localhost.attacker.example"}) {
    INFO(broker);
    CommandLine line("A program.", "gatewarden", "gatewarden 1");
    Chosen chosen;
    add_stand_in(line.root(), chosen);
    std::vector<std::string> words{"gatewarden", "stand-in", "--broker",        broker,
                                   "--username", "gw",       "--password-file", "/run/secrets/gw"};
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    REQUIRE_FALSE(line.parse(static_cast<int>(arguments.size()), arguments.data()));
    REQUIRE(chosen);
    std::ostringstream errors;
    std::streambuf* before = std::cerr.rdbuf(errors.rdbuf());
    const int code = chosen();
    std::cerr.rdbuf(before);
    CHECK(code == kConfiguration);
    CHECK_THAT(errors.str(), Catch::Contains("only over TLS"));
  }
}
