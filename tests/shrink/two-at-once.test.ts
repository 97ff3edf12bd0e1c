import { describe, expect, it } from "vitest";
import { scheduleOf } from "../../src/core/schedule.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { shrink } from "../../src/shrink/shrink.ts";
import { house, neverOpened } from "../sample-models/house.ts";
import type { Opened } from "../sample-models/house.ts";

type Calls = Scenario["tasks"][number]["commands"];

const [arm, press, turn] = ["arm", "press", "turn"].map((name) => ({ name, args: {} }));
const open = (door: number) => ({ name: "open", args: { door } });

function visit(settings: Scenario["settings"], ...tasks: Calls[]): Scenario {
  return {
    settings: { armed: false, doors: 1, ...settings },
    tasks: tasks.map((commands) => ({ role: "visitor", commands })),
  };
}

function shrunk(scenario: Scenario, isWrong: (opened: Opened) => boolean): Scenario {
  const subject = {
    model: house,
    design: house.designs[0]!,
    claims: [neverOpened(isWrong)],
    wanted: new Set(["shut"]),
  };
  const { proved, scenario: small } = shrink({ subject, property: "shut", scenario, schedule: scheduleOf([]) });
  expect(proved).toBe(true);
  return small;
}

describe("where one change alone would lose the failure, shrinking makes several", () => {
  it("trades a command for the setting that does the same", () => {
    const small = shrunk(visit({}, [arm!, open(0)]), ({ armed }) => armed);
    expect(small).toEqual(visit({ armed: true }, [open(0)]));
  });

  it("drops two commands of which one undoes the other", () => {
    const small = shrunk(visit({}, [press!, press!, open(0)]), ({ light }) => !light);
    expect(small).toEqual(visit({}, [open(0)]));
  });

  it("drops a whole task", () => {
    const small = shrunk(visit({}, [turn!, turn!, turn!], [open(0)]), ({ dial }) => dial === 0);
    expect(small).toEqual(visit({}, [open(0)]));
  });

  it("puts the commands of two tasks into one", () => {
    const small = shrunk(visit({}, [press!], [open(0)]), ({ light }) => light);
    expect(small).toEqual(visit({}, [press!, open(0)]));
  });

  it("lowers values that have to be the same", () => {
    const scenario = visit({ armed: true }, [open(4)], [open(4), open(4)]);
    const small = shrunk(scenario, ({ armed, times }) => armed && times === 3);
    expect(small).toEqual(visit({ armed: true }, [open(0), open(0), open(0)]));
  });

  it("lowers how many there are and which of them is meant", () => {
    const small = shrunk(visit({ armed: true, doors: 5 }, [open(4)]), (o) => o.armed && o.door === o.last);
    expect(small).toEqual(visit({ armed: true, doors: 1 }, [open(0)]));
  });

  it("lowers values that have to keep their distance", () => {
    const small = shrunk(visit({ doors: 6 }, [open(2)]), ({ door, last }) => last === door + 3);
    expect(small).toEqual(visit({ doors: 4 }, [open(0)]));
  });
});
