// SPDX-License-Identifier: MIT
// Lets a player seek in a file that Telegram has, without a download:  FROM=@news ID=7 PORT=8080 35_http_range, then open
// http://127.0.0.1:8080/
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/awaitgram.hpp>
#include <awaitgram/files/file_reader.hpp>

#include <asio.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>
namespace ag = awaitgram;
using asio::ip::tcp;

/// Where the range that a request asks for begins: `Range: bytes=1000-`; -1 for none.
std::int64_t beginning_in(std::string_view request) {
    constexpr std::string_view name = "Range: bytes=";
    std::int64_t first = -1;
    if (const auto at = request.find(name); at != request.npos)
        std::from_chars(request.data() + at + name.size(), request.data() + request.size(), first);
    return first;
}

ag::awaitable<void>
answer(ag::files::file_reader& file, std::int64_t size, tcp::socket browser) try {
    std::string request;
    co_await asio::async_read_until(
        browser, asio::dynamic_buffer(request, 8192), "\r\n\r\n", asio::use_awaitable
    );
    const auto asked = beginning_in(request);
    const auto first = std::clamp<std::int64_t>(asked, 0, size);
    auto head = std::string{asked < 0 ? "HTTP/1.1 200 OK" : "HTTP/1.1 206 Partial Content"} +
                "\r\nAccept-Ranges: bytes\r\nConnection: close\r\nContent-Length: " +
                std::to_string(size - first);
    if (asked >= 0)
        head += "\r\nContent-Range: bytes " + std::to_string(first) + '-' +
                std::to_string(size - 1) + '/' + std::to_string(size);
    head += "\r\n\r\n";
    co_await asio::async_write(browser, asio::buffer(head), asio::use_awaitable);
    constexpr std::size_t piece = 512 * 1024;
    for (auto position = first; position < size;) {
        const auto bytes = co_await file.read(position, piece);
        if (bytes.empty())
            break;
        co_await asio::async_write(browser, asio::buffer(bytes), asio::use_awaitable);
        position += static_cast<std::int64_t>(bytes.size());
    }
} catch (const std::exception& problem) {
    std::cerr << problem.what() << '\n'; // the player hung up
}

ag::awaitable<void> serve(ag::client& telegram) {
    const auto message =
        co_await telegram.get_message(ag::environment("FROM"), std::stoi(ag::environment("ID")));
    auto file = telegram.open_file(message.value());
    const auto size = message->media().size();
    const auto port = static_cast<std::uint16_t>(std::stoi(ag::environment("PORT")));
    const auto executor = co_await asio::this_coro::executor;
    tcp::acceptor door{executor, {asio::ip::address_v4::loopback(), port}};
    std::cout << "http://127.0.0.1:" << door.local_endpoint().port() << '/' << std::endl;
    ag::unique_function<ag::awaitable<void>(ag::task_group&)> players = [&](ag::task_group& group
                                                                        ) -> ag::awaitable<void> {
        for (;;) {
            auto browser = co_await door.async_accept(asio::use_awaitable);
            group.spawn(answer(file, size, std::move(browser)));
        }
    };
    co_await ag::with_tasks(std::move(players));
}

int main() {
    ag::userbot me{"me.session", ag::app_from_environment()};
    return me.run(serve);
}
