import type { ReactNode } from "react";
import { Icon } from "./Icon";

type Props = { icon?: string; stub: ReactNode; children: ReactNode; doubt?: boolean };

/** A large ticket for one deed: the stub says what it is, the rest is where it is done. */
export function Pass({ icon = "ticket", stub, children, doubt }: Props) {
  return (
    <div className="pass" data-doubt={doubt}>
      <div className="pass-stub">
        <Icon names={[icon]} />
        <div>{stub}</div>
      </div>
      <div className="pass-main stack">{children}</div>
    </div>
  );
}
