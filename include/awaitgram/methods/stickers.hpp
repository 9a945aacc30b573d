// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/files/progress.hpp>
#include <awaitgram/methods/file_ref.hpp>
#include <awaitgram/methods/media_options.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/types/sticker.hpp>
#include <awaitgram/types/sticker_set.hpp>

#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace awaitgram {

/// A reference to a set of stickers: its short name, its link, its handle, one of its stickers, or an `api::InputStickerSet`.
///
/// It lives no longer than what it refers to. Methods read it before they return their awaitable.
class sticker_set_ref {
public:
    /// A short name, or a link such as "t.me/addstickers/Animals".
    template <std::convertible_to<std::string_view> T>
    constexpr sticker_set_ref(const T& name) noexcept : name_(name) {}
    sticker_set_ref(const sticker_set& set) noexcept : set_(&set.raw().set) {}
    sticker_set_ref(const sticker& one) noexcept : sticker_(&one.raw()) {}
    /// A received sticker, `*message.media().document()`.
    sticker_set_ref(const api::document& one) noexcept : sticker_(&one) {}
    sticker_set_ref(const api::InputStickerSet& raw) noexcept : raw_(&raw) {}

    /// How requests refer to it.
    ///
    /// Errors: std::logic_error for a sticker that is in no set.
    [[nodiscard]] api::InputStickerSet input() const;

private:
    std::string_view name_{};
    const api::stickerSet* set_ = nullptr;
    const api::document* sticker_ = nullptr;
    const api::InputStickerSet* raw_ = nullptr;
};

/// A file that becomes a sticker, with the emoji that it stands for: a PNG or WebP with a side of 512 pixels and none above (of custom
/// emoji, 100 by 100 pixels), a TGS or a WebM. `{"cat.png", "🐱"}`.
///
/// It refers to what it was made of, as file_ref does. A sticker of another set is a file, too.
class sticker_file {
public:
    /// `emoji` is one or up to 20; `keywords` find the sticker, separated by commas.
    constexpr sticker_file(
        file_ref file, std::string_view emoji, std::string_view keywords = {}
    ) noexcept
        : file_(file), emoji_(emoji), keywords_(keywords) {}
    // A path that ends with the expression is to be named first.
    sticker_file(
        detail::passing_path auto&& path, std::string_view emoji, std::string_view keywords = {}
    ) = delete;

    [[nodiscard]] constexpr const file_ref& file() const noexcept { return file_; }
    [[nodiscard]] constexpr std::string_view emoji() const noexcept { return emoji_; }
    [[nodiscard]] constexpr std::string_view keywords() const noexcept { return keywords_; }

private:
    file_ref file_;
    std::string_view emoji_;
    std::string_view keywords_;
};

/// How a set of stickers is created.
struct sticker_set_options {
    sticker_set_kind kind = sticker_set_kind::regular;
    /// Whether custom emoji take the colour of the text around them.
    bool coloured_as_text = false;
    /// By bots: the user whose set it is, who has started the bot.
    chat_ref owner = "me";
    /// Told how much is uploaded of each file.
    files::progress_ref progress{};
};

/// What is changed of a sticker; what is empty stays.
struct sticker_changes {
    std::string_view emoji{};
    std::string_view keywords{};
};

// GCC 12 destroys other aggregates twice when they are written inside a `co_await` expression.
static_assert(std::is_trivially_destructible_v<sticker_set_ref>);
static_assert(std::is_trivially_destructible_v<sticker_file>);
static_assert(std::is_trivially_destructible_v<sticker_set_options>);
static_assert(std::is_trivially_destructible_v<sticker_changes>);

/// Methods that make, read and install sets of stickers. Those that change a set return it as it is then.
///
/// Files are uploaded one after another, without a message. A sticker of a set is named by its handle, by the media of a message, or by a
/// file id of the Bot API.
///
/// Common to all: rpc_error when Telegram refuses, as with STICKERSET_INVALID for a set that there is not or that is not the account's own;
/// std::system_error when the link breaks. Cancels: what Telegram was asked for may be done nevertheless.
class sticker_methods : public virtual method_base {
public:
    /// Creates a set of up to 120 stickers, or 200 custom emoji. Its short name has at most 64 letters, digits and single underscores, and
    /// begins with a letter; that of a bot's set ends in "_by_" and the bot's username.
    ///
    /// Raw method: stickers.createStickerSet, after messages.uploadMedia for each file.
    /// Errors:     PACK_SHORT_NAME_OCCUPIED, PACK_SHORT_NAME_INVALID, PACK_TITLE_INVALID, STICKER_PNG_DIMENSIONS, STICKER_EMOJI_INVALID and
    ///             the like; as media_methods::send_document for the files.
    /// Cancels:    it may be created nevertheless.
    /// Spec:       https://core.telegram.org/api/stickers
    [[nodiscard]] awaitable<sticker_set> create_sticker_set(
        std::string_view title,
        std::string_view short_name,
        std::span<const sticker_file> stickers,
        sticker_set_options options = {}
    ) const;

    /// A set with all its stickers.
    ///
    /// Raw method: messages.getStickerSet.
    /// Errors:     as above.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<sticker_set> get_sticker_set(sticker_set_ref set) const;

    /// Adds a sticker to the end of a set.
    ///
    /// Raw method: stickers.addStickerToSet, after messages.uploadMedia.
    /// Errors:     as `create_sticker_set`; STICKERS_TOO_MUCH.
    /// Cancels:    it may be added nevertheless.
    [[nodiscard]] awaitable<sticker_set>
    add_sticker(sticker_set_ref set, const sticker_file& sticker) const;

    /// Puts another sticker in the place of one.
    ///
    /// Raw method: stickers.replaceSticker, after messages.uploadMedia.
    /// Errors:     as `create_sticker_set`; STICKER_INVALID.
    /// Cancels:    it may be replaced nevertheless.
    [[nodiscard]] awaitable<sticker_set>
    replace_sticker(file_ref sticker, const sticker_file& by) const;

    /// Takes a sticker out of its set.
    ///
    /// Raw method: stickers.removeStickerFromSet.
    /// Errors:     as above; STICKER_INVALID; std::logic_error for what names no file that Telegram has.
    /// Cancels:    it may be removed nevertheless.
    [[nodiscard]] awaitable<sticker_set> remove_sticker(file_ref sticker) const;

    /// Moves a sticker inside of its set; the first position is 0.
    ///
    /// Raw method: stickers.changeStickerPosition.
    /// Errors:     as `remove_sticker`.
    /// Cancels:    it may be moved nevertheless.
    [[nodiscard]] awaitable<sticker_set>
    move_sticker(file_ref sticker, std::int32_t position) const;

    /// Gives a sticker other emoji or keywords.
    ///
    /// Raw method: stickers.changeSticker.
    /// Errors:     as `remove_sticker`; STICKER_EMOJI_INVALID.
    /// Cancels:    it may be changed nevertheless.
    [[nodiscard]] awaitable<sticker_set>
    edit_sticker(file_ref sticker, sticker_changes changes) const;

    /// Gives a set another title. Its short name stays.
    ///
    /// Raw method: stickers.renameStickerSet.
    /// Errors:     as above; PACK_TITLE_INVALID.
    /// Cancels:    it may be renamed nevertheless.
    [[nodiscard]] awaitable<sticker_set>
    rename_sticker_set(sticker_set_ref set, std::string_view title) const;

    /// Gives a set a thumbnail: a PNG or WebP of 100 by 100 pixels, a TGS or a WebM. Without one, its first sticker is shown.
    ///
    /// Raw method: stickers.setStickerSetThumb, after messages.uploadMedia.
    /// Errors:     as above; STICKER_THUMB_PNG_NOPNG; as media_methods::send_document for the file.
    /// Cancels:    it may be changed nevertheless.
    [[nodiscard]] awaitable<sticker_set>
    set_sticker_set_thumbnail(sticker_set_ref set, file_ref picture = {}) const;

    /// Deletes a set for everybody.
    ///
    /// Raw method: stickers.deleteStickerSet.
    /// Errors:     as above.
    /// Cancels:    it may be deleted nevertheless.
    [[nodiscard]] awaitable<void> delete_sticker_set(sticker_set_ref set) const;

    /// Adds a set to those of the account.
    ///
    /// Raw method: messages.installStickerSet (users).
    /// Errors:     as above.
    /// Cancels:    it may be added nevertheless.
    [[nodiscard]] awaitable<void> install_sticker_set(sticker_set_ref set) const;

    /// Takes a set out of those of the account.
    ///
    /// Raw method: messages.uninstallStickerSet (users).
    /// Errors:     as above.
    /// Cancels:    it may be removed nevertheless.
    [[nodiscard]] awaitable<void> uninstall_sticker_set(sticker_set_ref set) const;

    /// A short name that fits to a title and is free.
    ///
    /// Raw method: stickers.suggestShortName (users).
    /// Errors:     as above; TITLE_INVALID.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::string> suggest_sticker_set_name(std::string_view title) const;

    /// Whether no set has a short name yet.
    ///
    /// Raw method: stickers.checkShortName (users).
    /// Errors:     as above; SHORT_NAME_INVALID.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<bool> is_sticker_set_name_free(std::string_view short_name) const;

protected:
    sticker_methods() = default;
    ~sticker_methods() = default;
};

} // namespace awaitgram
