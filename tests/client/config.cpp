// SPDX-License-Identifier: MIT
#include <awaitgram/client/config.hpp>
#include <awaitgram/client/detail/init_prefix.hpp>
#include <awaitgram/client/detail/parts.hpp>
#include <awaitgram/crypto/rsa.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include "../support/directory.hpp"

using namespace awaitgram;

namespace {

/// Restores the environment variables at its end.
class variables {
public:
    variables() {
        for (const auto* name : names)
            ::unsetenv(name);
    }
    ~variables() {
        for (const auto* name : names)
            ::unsetenv(name);
    }

    void set(const char* name, const std::string& value) { ::setenv(name, value.c_str(), 1); }

private:
    static constexpr const char* names[] = {
        "API_ID",
        "API_HASH",
        "BOT_TOKEN",
        "AWAITGRAM_SERVER",
        "AWAITGRAM_SERVER_KEY",
        "AWAITGRAM_DC",
        "AWAITGRAM_TRANSPORT",
        "AWAITGRAM_TEST_DC"};
};

std::string problem() {
    try {
        const auto config = app_from_environment();
    } catch (const std::exception& error) {
        return error.what();
    }
    return "";
}

} // namespace

TEST_CASE("an error names the missing variable and where to get its value") {
    variables set;
    CHECK(
        problem() == "the environment variable API_ID is not set: your application's values are on "
                     "https://my.telegram.org, API development tools"
    );
    set.set("API_ID", "12x");
    CHECK(problem().find("API_ID is not a positive number") != std::string::npos);
    set.set("API_ID", "12");
    CHECK(problem().find("API_HASH is not set") != std::string::npos);
    CHECK_THROWS_WITH(
        static_cast<void>(environment("BOT_TOKEN")),
        "the environment variable BOT_TOKEN is not set: it is the token that "
        "https://t.me/BotFather "
        "gave your bot"
    );
}

TEST_CASE("without a server address the client uses Telegram's") {
    variables set;
    set.set("API_ID", "12");
    set.set("API_HASH", "abc");
    const auto config = app_from_environment();

    CHECK(config.api_id == 12);
    CHECK(config.api_hash == "abc");
    CHECK_FALSE(config.server);
    CHECK(config.server_keys.empty());
}

TEST_CASE("the data centre and the transport can be chosen") {
    variables set;
    set.set("API_ID", "12");
    set.set("API_HASH", "abc");
    CHECK(app_from_environment().dc == 2);
    set.set("AWAITGRAM_DC", "10002");
    CHECK(app_from_environment().dc == 10'002);
    for (const auto* wrong : {"0", "-1", "two", "2x", "99999999999"}) {
        set.set("AWAITGRAM_DC", wrong);
        CHECK(problem().find("AWAITGRAM_DC is not a positive number") != std::string::npos);
    }
    set.set("AWAITGRAM_DC", "1");

    set.set("AWAITGRAM_TRANSPORT", "full");
    CHECK(app_from_environment().transport == transport::kind::full);
    CHECK(app_from_environment().obfuscation == transport::obfuscation::none);
    set.set("AWAITGRAM_TRANSPORT", "obfuscated_padded_intermediate");
    CHECK(app_from_environment().transport == transport::kind::padded_intermediate);
    CHECK(app_from_environment().obfuscation == transport::obfuscation::on);
    for (const auto* wrong : {"obfuscated_full", "obfuscated_", "udp", "Full"}) {
        set.set("AWAITGRAM_TRANSPORT", wrong);
        CHECK(problem().find("AWAITGRAM_TRANSPORT names no transport") != std::string::npos);
    }
}

TEST_CASE("another server needs its address and its key") {
    variables set;
    set.set("API_ID", "12");
    set.set("API_HASH", "abc");
    set.set("AWAITGRAM_SERVER", "nonsense");
    CHECK(problem().find("AWAITGRAM_SERVER is not host:port") != std::string::npos);

    set.set("AWAITGRAM_SERVER", "127.0.0.1:4443");
    CHECK(problem().find("AWAITGRAM_SERVER_KEY is not set") != std::string::npos);

    set.set("AWAITGRAM_SERVER_KEY", "/nonexistent/key.pem");
    CHECK(problem() == "cannot open /nonexistent/key.pem: No such file or directory");

    const tests::directory place;
    const auto path = place.file("key.pem");
    std::ofstream{path} << "no key";
    set.set("AWAITGRAM_SERVER_KEY", path);
    CHECK(problem().find(path + " is no public key in PEM form") != std::string::npos);

    const auto& key = crypto::telegram_keys()[0];
    std::ofstream{path} << key.to_pem();
    const auto config = app_from_environment();
    CHECK(config.server->port == 4443);
    REQUIRE(config.server_keys.size() == 1);
    CHECK(config.server_keys[0].fingerprint() == key.fingerprint());
}

TEST_CASE("the test data centres are a choice of the program or of the environment") {
    variables set;
    set.set("API_ID", "12");
    set.set("API_HASH", "abc");
    CHECK_FALSE(app_from_environment().test_dc);
    set.set("AWAITGRAM_TEST_DC", "4");
    CHECK(problem().find("AWAITGRAM_TEST_DC is not 1, 2 or 3") != std::string::npos);
    set.set("AWAITGRAM_TEST_DC", "3");
    const auto app = app_from_environment();
    CHECK(app.test_dc);
    CHECK(app.dc == 3);

    const auto options = detail::datacenters_options_for(app);
    CHECK(options.network == dc_network::test);
    REQUIRE(options.connection.server_keys.size() == 1);
    CHECK(
        options.connection.server_keys.front() ==
        crypto::telegram_keys(crypto::environment::test).front()
    );
    CHECK(
        detail::datacenters_options_for(client_config{}).connection.server_keys.front() ==
        crypto::telegram_keys().front()
    );
}

TEST_CASE("a content delivery network learns nothing of the device and the language") { // S-103
    client_config configuration;
    configuration.api_id = 77;
    configuration.device_model = "My telephone";
    configuration.system_version = "My system";
    configuration.app_version = "My app 1.0";
    configuration.system_lang_code = "xx-system";
    configuration.lang_code = "xx";
    const auto own = detail::init_prefix_for(configuration);
    const auto told = detail::cdn_init_prefix_for(configuration);
    for (const auto* text : {"My telephone", "My system", "My app 1.0", "xx"}) {
        CAPTURE(text);
        CHECK(text_of(own).find(text) != std::string_view::npos);
        CHECK(text_of(told).find(text) == std::string_view::npos);
    }
}
