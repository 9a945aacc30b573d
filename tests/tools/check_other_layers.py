# SPDX-License-Identifier: MIT
"""The client compiles with an older layer, which lacks constructors of ours, and with a later one, which has others."""

import re
import subprocess
import sys
import tempfile

from build_flags import compile_command, parse_arguments

# What layer 181 lacks of those that a client might name.
MISSING_IN_181 = """
    auth.sentCodePaymentRequired updateAiComposeTones updateBotGuestChatQuery updateBotPurchasedPaidMedia
    updateBusinessBotCallbackQuery updateChatParticipantRank updateDeleteGroupCallMessages updateEmojiGameInfo
    updateGroupCallChainBlocks updateGroupCallEncryptedMessage updateGroupCallMessage updateJoinChatWebViewDecision
    updateManagedBot updateMonoForumNoPaidException updateNewBotConnection updatePaidReactionPrivacy updatePinnedForumTopic
    updatePinnedForumTopics updateReadMonoForumInbox updateReadMonoForumOutbox updateSentPhoneCode updateStarGiftAuctionState
    updateStarGiftAuctionUserState updateStarGiftCraftFail updateStarsRevenueStatus updateWebBrowserException
    updateWebBrowserSettings
""".split()

# What a later layer might add: of each kind of sequence, and one that has no place in any.
OF_A_LATER_LAYER = """
updateOfLaterLayer#f0000001 text:string pts:int pts_count:int = Update; // hand-assigned id
updateChannelOfLaterLayer#f0000002 channel_id:long pts:int pts_count:int = Update; // hand-assigned id
updateBotOfLaterLayer#f0000003 messages:Vector<int> qts:int = Update; // hand-assigned id
updateOrderlessOfLaterLayer#f0000004 flags:# pts:flags.0?int = Update; // hand-assigned id
messageOfLaterLayer#f0000005 id:int = Message; // hand-assigned id
peerOfLaterLayer#f0000006 thing_id:long = Peer; // hand-assigned id
userOfLaterLayer#f0000007 id:long = User; // hand-assigned id
chatOfLaterLayer#f0000008 id:long = Chat; // hand-assigned id
auth.sentCodeTypeOfLaterLayer#f0000009 length:int = auth.SentCodeType; // hand-assigned id
updates.differenceOfLaterLayer#f000000a date:int = updates.Difference; // hand-assigned id
"""


def older(schema):
    def is_missing(line):
        name = re.match(r"[\w.]+", line)
        return name is not None and name.group() in MISSING_IN_181

    lines = schema.splitlines()
    kept = [line for line in lines if not is_missing(line)]
    if len(lines) - len(kept) != len(MISSING_IN_181):
        sys.exit("tl/api.tl does not have all of MISSING_IN_181")
    return "\n".join(kept)


def newer(schema):
    return schema.replace("---functions---", OF_A_LATER_LAYER + "\n---functions---", 1)


def main():
    arguments = parse_arguments()
    command = [word for word in compile_command(arguments.build) if not word.startswith(("-fsanitize", "-DAWAITGRAM_SEPARATE"))]
    first_include = next(at for at, word in enumerate(command) if word.startswith("-I"))
    schema = (arguments.source / "tl" / "api.tl").read_text()
    failed = 0
    for name, text in (("older", older(schema)), ("later", newer(schema))):
        with tempfile.TemporaryDirectory() as place:
            file = f"{place}/api.tl"
            with open(file, "w") as out:
                out.write(text)
            generated = subprocess.run(
                [
                    arguments.build / "generator" / "awaitgram_generate", "--strict", "--schema", file,
                    "--errors", arguments.source / "tl" / "errors.tsv", "--namespace", "awaitgram::api",
                    "--out", f"{place}/awaitgram/api",
                ],
                capture_output=True, text=True,
            )
            compiled = generated.returncode == 0 and subprocess.run(
                [*command[:first_include], f"-I{place}", *command[first_include:], "-O0", "-fsyntax-only", "-x", "c++", "-"],
                input="#include <awaitgram/awaitgram.hpp>\nint main() {}\n",
                cwd=arguments.build, capture_output=True, text=True,
            )
            if not compiled or compiled.returncode != 0:
                failed += 1
                print(f"an {name} layer: {compiled.stderr if compiled else generated.stderr}", file=sys.stderr)
    print(f"2 layers, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
